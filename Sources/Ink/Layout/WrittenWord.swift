/// A word as it was written, measured in x-heights: the baseline is y = 0, the word's left edge x = 0.
public struct WrittenWord: Sendable, Equatable {
  public var text: String
  public var drawing: InkDrawing
  /// From the left edge to the right edge of the ink.
  public var width: Double
  /// Room left between this word and the one written after it; nil for the last of its passage.
  public var gapAfter: Double?

  public init(text: String, drawing: InkDrawing, width: Double, gapAfter: Double? = nil) {
    self.text = text
    self.drawing = drawing
    self.width = width
    self.gapAfter = gapAfter
  }

  /// The words of a levelled passage, in order.
  ///
  /// The passage is cut at pen lifts only: for each space, of the strokes that begin about there the one that leaves
  /// the widest room to its left begins the next word. Words whose ink overlaps stay together as one. Ink without a
  /// text is cut wherever the pen moves on by more than half an x-height, or at all where a word would get too long.
  ///
  /// - Parameter xHeight: the x-height in data units that becomes 1.
  public static func words(of levelled: LevelledPassage, xHeight: Double) -> [WrittenWord] {
    let drawing = levelled.passage.drawing.placed(dx: 0, dy: 0, scale: 1 / xHeight)
    if levelled.passage.characters.isEmpty { return words(cutAtGaps(drawing)) }
    var pieces: [(text: String, strokes: ArraySlice<Stroke>)] = []
    var text = ""
    var firstStroke = 0
    for (index, character) in levelled.passage.characters.enumerated() {
      if character == " ", let cut = levelled.strokeAfterSpace(index, from: firstStroke) {
        pieces.append((text, drawing.strokes[firstStroke..<cut]))
        text = ""
        firstStroke = cut
      } else {
        text.append(character)
      }
    }
    pieces.append((text, drawing.strokes[firstStroke...]))
    return words(pieces)
  }

  private static func words(_ pieces: [(text: String, strokes: ArraySlice<Stroke>)]) -> [WrittenWord] {
    var words: [WrittenWord] = []
    var right = 0.0
    for piece in pieces {
      let ink = InkDrawing(Array(piece.strokes))
      guard let bounds = ink.bounds else { continue }
      if !words.isEmpty { words[words.count - 1].gapAfter = bounds.minX - right }
      words.append(
        WrittenWord(text: piece.text, drawing: ink.placed(dx: -bounds.minX, dy: 0), width: bounds.width))
      right = bounds.maxX
    }
    return words
  }

  /// Ink without a text that goes on for more x-heights than this is cut at any pen lift that moves on.
  private static let longestWord = 15.0

  private static func cutAtGaps(_ drawing: InkDrawing) -> [(text: String, strokes: ArraySlice<Stroke>)] {
    var pieces: [(text: String, strokes: ArraySlice<Stroke>)] = []
    var first = 0
    var leftEdge: Double?
    var rightEdge: Double?
    for (index, stroke) in drawing.strokes.enumerated() {
      guard let bounds = Bounds(stroke.points) else { continue }
      if let left = leftEdge, let right = rightEdge, bounds.minX - right > (right - left > longestWord ? 0 : 0.5) {
        pieces.append(("", drawing.strokes[first..<index]))
        first = index
        leftEdge = nil
      }
      leftEdge = leftEdge ?? bounds.minX
      rightEdge = max(rightEdge ?? bounds.maxX, bounds.maxX)
    }
    pieces.append(("", drawing.strokes[first...]))
    return pieces
  }
}
