/// Words that belong together, and how far they stand from those before.
public struct WrittenParagraph: Sendable, Equatable {
  public var words: [WrittenWord]
  /// Empty lines before it, fractions allowed; without effect at the top of a page.
  public var linesBefore: Double

  public init(words: [WrittenWord], linesBefore: Double = 0) {
    self.words = words
    self.linesBefore = linesBefore
  }
}

/// A part of a letter in one size and place; all lengths in mm.
public struct WrittenSection: Sendable, Equatable {
  public var paragraphs: [WrittenParagraph]
  /// Height of small letters without ascenders.
  public var xHeight: Double
  /// From baseline to baseline.
  public var lineSpacing: Double
  public var alignment: Alignment
  /// How far the first line of a paragraph is set in.
  public var indent: Double
  /// Where it stands; nil lets it follow the section before, on further pages where it must.
  public var field: Field?
  /// Length of a printed line to sign on, beneath its last line; nil for none.
  public var lineBelow: Double?

  public init(
    _ paragraphs: [WrittenParagraph], xHeight: Double, lineSpacing: Double, alignment: Alignment = .left,
    indent: Double = 0, field: Field? = nil, lineBelow: Double? = nil
  ) {
    self.paragraphs = paragraphs
    self.xHeight = xHeight
    self.lineSpacing = lineSpacing
    self.alignment = alignment
    self.indent = indent
    self.field = field
    self.lineBelow = lineBelow
  }

  /// The section with its writing as much smaller.
  func scaled(_ factor: Double) -> WrittenSection {
    var scaled = self
    scaled.xHeight *= factor
    scaled.lineSpacing *= factor
    return scaled
  }
}

/// A fixed place on a page; all lengths in mm.
public struct Field: Sendable, Equatable {
  /// Name or number, for messages.
  public var name: String
  /// Where the first baseline begins, from the left and upper edges of the page.
  public var origin: Point
  public var width: Double
  /// The most lines.
  public var lines: Int
  /// Whether a text that is too long is written smaller, down to three fifths, before it is refused.
  public var shrinks: Bool
  /// Whether it stands on each page instead of the first.
  public var isOnEveryPage: Bool

  public init(
    name: String, origin: Point, width: Double, lines: Int = 1, shrinks: Bool = false, isOnEveryPage: Bool = false
  ) {
    self.name = name
    self.origin = origin
    self.width = width
    self.lines = lines
    self.shrinks = shrinks
    self.isOnEveryPage = isOnEveryPage
  }
}
