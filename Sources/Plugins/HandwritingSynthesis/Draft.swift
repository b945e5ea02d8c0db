import Ink
import Recognition

/// One attempt at a piece of text.
struct Draft: Sendable {
  var drawn: DrawnPiece
  /// What the model's reader makes of it; nil without one, and for what is incomplete anyway.
  var proof: Proof?

  init(_ drawn: DrawnPiece, reader: InkReader?) {
    self.drawn = drawn
    if drawn.isComplete { proof = reader?.proof(drawn.passage.drawing, of: drawn.passage.characters) }
  }

  /// Whether nothing is wrong with it.
  var isRight: Bool { drawn.isComplete && proof.map { $0.errors == 0 } ?? true }

  /// Whether it is complete and reads differently.
  var isMisread: Bool { drawn.isComplete && !isRight }

  /// Places in the text of letters that read differently and could be drawn instead; of a word all capitals and figures
  /// together, so that they look alike. Where no small letter would be left, by which the size of signs is told, all.
  func drawable(in text: SignedText, _ signs: SignBook) -> Set<Int> {
    let characters = text.characters
    var places: Set<Int> = []
    for place in (proof?.misread ?? []).compactMap(text.place(ofWritten:)) where signs.canDraw(characters[place]) {
      places.insert(place)
      guard Self.isTall(characters[place]) else { continue }
      let start = characters[..<place].lastIndex(of: " ") ?? 0
      let end = characters[place...].firstIndex(of: " ") ?? characters.count
      places.formUnion((start..<end).filter { Self.isTall(characters[$0]) && signs.canDraw(characters[$0]) })
    }
    let isSmallLeft = characters.indices.contains { characters[$0].isLowercase && !places.contains($0) }
    if !places.isEmpty, !isSmallLeft { places.formUnion(characters.indices.filter { signs.canDraw(characters[$0]) }) }
    return places
  }

  private static func isTall(_ character: Character) -> Bool { character.isUppercase || character.isNumber }

  /// Whether so much of it reads differently that a person should look at it: a single letter may be the reader's own
  /// mistake.
  var isDoubtful: Bool { proof.map { $0.errors > max(2, drawn.passage.characters.count / 10) } ?? false }

  func isBetter(than other: Draft) -> Bool {
    if drawn.badness != other.drawn.badness { return drawn.badness < other.drawn.badness }
    guard let proof, let others = other.proof else { return false }
    return Proof.isBetter(proof, others)
  }
}
