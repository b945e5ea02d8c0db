/// A word as it was written, measured in x-heights: the baseline is y = 0, the word's left edge x = 0.
public struct WrittenWord: Sendable, Equatable {
  public var text: String
  public var drawing: InkDrawing
  /// From the left edge to the right edge of the ink.
  public var width: Double
  /// Room left between this word and the one written after it; nil for the last of its passage.
  public var gapAfter: Double?
  /// Whether it is the beginning of a word that the next one goes on with.
  public var continues = false
  /// For each character of `text` the points that were written for it, counted through the word's strokes; empty where
  /// this is unknown.
  public var characterPoints: [Range<Int>]
  /// For strokes that are drawn marks, by their number in the word, the place in `text` of their letter.
  var marks: [Int: Int] = [:]

  public init(
    text: String, drawing: InkDrawing, width: Double, gapAfter: Double? = nil, characterPoints: [Range<Int>] = []
  ) {
    self.text = text
    self.drawing = drawing
    self.width = width
    self.gapAfter = gapAfter
    self.characterPoints = characterPoints
  }

  /// A word's part of a passage.
  private struct Piece {
    var text = ""
    var strokes: ArraySlice<Stroke>
    /// Its characters among those of the passage.
    var characters = 0..<0
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
    let characters = levelled.passage.characters
    var pieces: [Piece] = []
    var firstCharacter = 0
    var firstStroke = 0
    func take(upTo character: Int, _ stroke: Int) {
      let own = firstCharacter..<character
      pieces.append(
        Piece(text: String(characters[own]), strokes: drawing.strokes[firstStroke..<stroke], characters: own))
      (firstCharacter, firstStroke) = (character + 1, stroke)
    }
    for (index, character) in characters.enumerated() {
      if character == " ", let cut = levelled.strokeAfterSpace(index, from: firstStroke) { take(upTo: index, cut) }
    }
    take(upTo: characters.count, drawing.strokes.count)
    return words(pieces, characterPoints: levelled.passage.characterPoints, marks: levelled.passage.marks)
  }

  private static func words(
    _ pieces: [Piece], characterPoints: [Range<Int>] = [], marks: [Int: Int] = [:]
  ) -> [WrittenWord] {
    var words: [WrittenWord] = []
    var right = 0.0
    var firstPoint = 0
    for piece in pieces {
      let ink = InkDrawing(Array(piece.strokes))
      let points = firstPoint..<firstPoint + ink.pointCount
      firstPoint = points.upperBound
      guard let bounds = ink.bounds else { continue }
      if !words.isEmpty { words[words.count - 1].gapAfter = bounds.minX - right }
      let own = characterPoints.isEmpty ? [] : Self.points(of: characterPoints[piece.characters], within: points)
      words.append(
        WrittenWord(
          text: piece.text, drawing: ink.placed(dx: -bounds.minX, dy: 0), width: bounds.width, characterPoints: own))
      for stroke in piece.strokes.indices {
        guard let letter = marks[stroke], piece.characters.contains(letter) else { continue }
        words[words.count - 1].marks[stroke - piece.strokes.startIndex] = letter - piece.characters.lowerBound
      }
      right = bounds.maxX
    }
    return words
  }

  /// The points of characters counted from the first of their word, which is cut at a pen lift and not where the window
  /// went on: what was drawn before the first character and after the last is theirs.
  private static func points(of characters: ArraySlice<Range<Int>>, within word: Range<Int>) -> [Range<Int>] {
    var own = characters.map { range in
      let inside = range.clamped(to: word)
      return inside.lowerBound - word.lowerBound..<inside.upperBound - word.lowerBound
    }
    if let first = own.firstIndex(where: { !$0.isEmpty }) { own[first] = 0..<own[first].upperBound }
    if let last = own.lastIndex(where: { !$0.isEmpty }) { own[last] = own[last].lowerBound..<word.count }
    return own
  }

  /// Ink without a text that goes on for more x-heights than this is cut at any pen lift that moves on.
  private static let longestWord = 15.0

  private static func cutAtGaps(_ drawing: InkDrawing) -> [Piece] {
    var pieces: [Piece] = []
    var first = 0
    var leftEdge: Double?
    var rightEdge: Double?
    for (index, stroke) in drawing.strokes.enumerated() {
      guard let bounds = Bounds(stroke.points) else { continue }
      if let left = leftEdge, let right = rightEdge, bounds.minX - right > (right - left > longestWord ? 0 : 0.5) {
        pieces.append(Piece(strokes: drawing.strokes[first..<index]))
        first = index
        leftEdge = nil
      }
      leftEdge = leftEdge ?? bounds.minX
      rightEdge = max(rightEdge ?? bounds.maxX, bounds.maxX)
    }
    pieces.append(Piece(strokes: drawing.strokes[first...]))
    return pieces
  }
}
