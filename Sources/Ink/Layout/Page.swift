/// A word's place in a document.
public struct PlacedWord: Sendable, Equatable {
  /// As it was written.
  public var text: String
  /// Its strokes among those of its page.
  public var strokes: Range<Int>
  /// The part of the user's text that it stands for, where that is another: "Zoë" for "Zoe".
  public var given: String?
  /// For each character of `text` the points that were written for it, counted through the word's strokes; empty where
  /// this is unknown.
  public var characterPoints: [Range<Int>] = []
  /// For strokes that are drawn marks, by their number in the word, the place in `text` of their letter.
  var marks: [Int: Int] = [:]

  /// What a reader takes from it.
  var shownText: String { given ?? text }
}

/// A line of a page.
public struct PlacedLine: Sendable, Equatable {
  public var words: [PlacedWord]
  /// Distance of the baseline from the upper edge of the page, in mm.
  public var baseline: Double
  /// Height of its small letters in mm; nil where it is the document's.
  var xHeight: Double?
  /// Whether it belongs to the text that goes from line to line, not to a field or the foot of the page.
  public private(set) var isInFlow = true

  init(words: [PlacedWord], baseline: Double, xHeight: Double? = nil, isInFlow: Bool = true) {
    self.words = words
    self.baseline = baseline
    self.xHeight = xHeight
    self.isInFlow = isInFlow
  }

  /// The words with single spaces between them.
  public var text: String { words.map(\.text).filter { !$0.isEmpty }.joined(separator: " ") }
  /// The line's strokes among those of its page.
  public var strokes: Range<Int> { (words.first?.strokes.lowerBound ?? 0)..<(words.last?.strokes.upperBound ?? 0) }
}

/// A finished page: ink in mm from its upper left corner.
public struct Page: Sendable, Equatable {
  public var width: Double
  public var height: Double
  public var drawing: InkDrawing
  public var lines: [PlacedLine]
  /// What is printed under the ink.
  public var rules: [Rule]

  public init(
    width: Double, height: Double, drawing: InkDrawing, lines: [PlacedLine] = [], rules: [Rule] = []
  ) {
    self.width = width
    self.height = height
    self.drawing = drawing
    self.lines = lines
    self.rules = rules
  }
}

extension [Page] {
  /// All strokes, the pages below one another.
  var strokes: [Stroke] {
    var top = 0.0
    return flatMap { page in
      defer { top += page.height }
      return page.drawing.placed(dx: 0, dy: top).strokes
    }
  }

  /// Of the widest.
  var width: Double { map(\.width).max() ?? 0 }
  /// Of all together.
  var height: Double { reduce(0) { $0 + $1.height } }
}
