/// The sheet that ink is laid on.
public enum PageFormat: String, Sendable, Equatable, CaseIterable {
  /// 210 × 297 mm.
  case a4
  /// US Letter, 8.5 × 11 in.
  case letter
  /// A sheet just as large as the ink and its margins; lines are never broken.
  case line

  /// Width and height in mm; nil for a sheet that follows the ink.
  public var size: (width: Double, height: Double)? {
    switch self {
    case .a4: (210, 297)
    case .letter: (215.9, 279.4)
    case .line: nil
    }
  }
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
  var firstBaseline: Double { 2.2 * xHeight }

  /// Lines that one page holds, at least 1; nil for a sheet that follows the ink.
  public var linesPerPage: Int? {
    format.size.map { size in
      max(1, Int((size.height - 2 * margin - firstBaseline - 0.6 * xHeight) / lineSpacing) + 1)
    }
  }
}
