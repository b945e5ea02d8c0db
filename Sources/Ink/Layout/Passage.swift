/// A piece of text as it was written: the ink, and which points each character owns.
public struct Passage: Sendable, Equatable {
  /// The text, character by character.
  public var characters: [Character]
  /// The ink in data units, pen order.
  public var drawing: InkDrawing
  /// For each character the points that were written for it, counted through all strokes; empty where this is unknown.
  public var characterPoints: [Range<Int>]
  /// The text that this ink is to become, where it has signs that the network does not write; nil where it has none.
  public var signs: SignedText?
  /// For spaces, by their place among the characters, the stroke that begins the next word, where that is known.
  var wordStarts: [Int: Int]?
  /// For strokes that are drawn marks, by number, the place among the characters of the letter that they stand at.
  var marks: [Int: Int] = [:]

  /// - Precondition: `characterPoints` is empty or as long as `characters`.
  public init(characters: [Character], drawing: InkDrawing, characterPoints: [Range<Int>] = []) {
    precondition(characterPoints.isEmpty || characterPoints.count == characters.count)
    self.characters = characters
    self.drawing = drawing
    self.characterPoints = characterPoints
  }

  /// The character that each point was written for; nil where this is unknown.
  var owners: [Character?] {
    var owners = [Character?](repeating: nil, count: drawing.pointCount)
    for (character, range) in zip(characters, characterPoints) {
      for index in range.clamped(to: owners.indices) { owners[index] = character }
    }
    return owners
  }
}
