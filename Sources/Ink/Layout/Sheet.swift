/// Free room at the edges of a sheet, in mm.
public struct Margins: Sendable, Equatable {
  public var top: Double
  public var right: Double
  public var bottom: Double
  public var left: Double

  public init(top: Double, right: Double, bottom: Double, left: Double) {
    self.top = top
    self.right = right
    self.bottom = bottom
    self.left = left
  }

  /// The same room at each edge.
  public init(_ all: Double) { self.init(top: all, right: all, bottom: all, left: all) }
}

/// Paper of a size, with what is printed on it; all lengths in mm.
public struct Sheet: Sendable, Equatable {
  public var width: Double
  public var height: Double
  public var margins: Margins
  /// nil for plain paper.
  public var ruling: Ruling?

  public init(width: Double, height: Double, margins: Margins, ruling: Ruling? = nil) {
    self.width = width
    self.height = height
    self.margins = margins
    self.ruling = ruling
  }

  /// Room for ink between the side margins.
  public var measure: Double { width - margins.left - margins.right }
}

/// Lines that are printed on paper to write on.
public struct Ruling: Sendable, Equatable {
  public enum Pattern: String, Sendable, CaseIterable {
    /// Lines from edge to edge.
    case lined
    case squared
    case dotted
  }

  public var pattern: Pattern
  /// From line to line in mm.
  public var distance: Double

  public init(_ pattern: Pattern, distance: Double) {
    self.pattern = pattern
    self.distance = distance
  }

  /// The first place at or below y where letters stand on the printed lines of a sheet.
  func baseline(atOrBelow y: Double, on sheet: Sheet) -> Double {
    let first = firstLine(of: sheet)
    return first + distance * ((y - first) / distance - 1e-6).rounded(.up)
  }

  /// Height of small letters that suits the printed lines, in mm.
  public var usualXHeight: Double { pattern == .lined ? 0.27 * distance : 2.4 }

  /// A distance between lines of writing, fitted to the printed ones.
  func spacing(near wanted: Double) -> Double { distance * max(1, (wanted / distance).rounded()) }

  private func firstLine(of sheet: Sheet) -> Double { pattern == .lined ? sheet.margins.top : 0 }

  /// What is printed on a sheet.
  func rules(of sheet: Sheet) -> [Rule] {
    let first = firstLine(of: sheet)
    let last = pattern == .lined ? sheet.height - sheet.margins.bottom : sheet.height
    let rows = Array(stride(from: first + distance, to: last + 1e-6, by: distance))
    let columns = Array(stride(from: distance, to: sheet.width, by: distance))
    func across(_ y: Double) -> Rule { Rule(from: Point(x: 0, y: y), to: Point(x: sheet.width, y: y)) }
    switch pattern {
    case .lined: return rows.map(across)
    case .squared:
      return rows.filter { $0 < sheet.height }.map(across)
        + columns.map { Rule(from: Point(x: $0, y: 0), to: Point(x: $0, y: sheet.height)) }
    case .dotted:
      return rows.filter { $0 < sheet.height }.flatMap { y in
        columns.map { Rule(from: Point(x: $0, y: y), to: Point(x: $0, y: y), width: 0.35) }
      }
    }
  }
}

/// A straight line that is printed, not written; a dot where both ends are the same.
public struct Rule: Sendable, Equatable {
  public var from: Point
  public var to: Point
  /// In mm.
  public var width: Double

  public init(from: Point, to: Point, width: Double = 0.15) {
    self.from = from
    self.to = to
    self.width = width
  }
}
