/// The sheet that ink is laid on.
public enum PageFormat: String, Sendable, Equatable, CaseIterable {
  /// 210 × 297 mm.
  case a4
  /// 148 × 210 mm.
  case a5
  /// US Letter, 8.5 × 11 in.
  case letter
  /// 148 × 105 mm.
  case postcard
  /// DL, 220 × 110 mm.
  case envelope
  /// A sheet just as large as the ink and its margins; lines are never broken.
  case line

  /// Width and height in mm; nil for a sheet that follows the ink.
  public var size: (width: Double, height: Double)? {
    switch self {
    case .a4: (210, 297)
    case .a5: (148, 210)
    case .letter: (215.9, 279.4)
    case .postcard: (148, 105)
    case .envelope: (220, 110)
    case .line: nil
    }
  }

  /// Free room at each edge where none is chosen, in mm.
  var usualMargin: Double { size.map(Self.usualMargin) ?? 4 }

  /// Free room at each edge of a sheet where none is chosen: less on a small one; all in mm.
  public static func usualMargin(width: Double, height: Double) -> Double { min(width, height) < 150 ? 10 : 20 }
}

/// Where a line stands between the margins.
public enum Alignment: String, Sendable, Equatable, CaseIterable {
  case left, centre, right

  /// The share of the free room that stands to the line's left.
  var shareBefore: Double {
    switch self {
    case .left: 0
    case .centre: 0.5
    case .right: 1
    }
  }
}

/// How large ink is written and where on the sheet; all lengths in mm.
public struct PageSetup: Sendable, Equatable {
  public var format: PageFormat
  /// Free room at each edge.
  public var margin: Double
  /// Height of small letters without ascenders.
  public var xHeight: Double
  /// From baseline to baseline.
  public var lineSpacing: Double
  public var alignment: Alignment

  public init(
    format: PageFormat, margin: Double, xHeight: Double, lineSpacing: Double, alignment: Alignment = .left
  ) {
    self.format = format
    self.margin = margin
    self.xHeight = xHeight
    self.lineSpacing = lineSpacing
    self.alignment = alignment
  }

  /// Room for ink between the side margins, in mm; unbounded for a sheet that follows the ink.
  public var measure: Double { format.size.map { $0.width - 2 * margin } ?? .infinity }

  /// From the upper margin down to the first baseline.
  public static func firstBaseline(xHeight: Double) -> Double { 2.2 * xHeight }

  /// The sheet; nil for one that follows the ink.
  public var sheet: Sheet? {
    format.size.map { Sheet(width: $0.width, height: $0.height, margins: Margins(margin)) }
  }
}
