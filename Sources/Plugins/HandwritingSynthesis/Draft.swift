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

  /// Places in the text of letters that read differently and could be drawn instead.
  func drawable(in text: SignedText, _ signs: SignBook) -> Set<Int> {
    Set((proof?.misread ?? []).compactMap(text.place(ofWritten:)).filter { signs.canDraw(text.characters[$0]) })
  }

  /// Whether so much of it reads differently that a person should look at it: a single letter may be the reader's own
  /// mistake.
  var isDoubtful: Bool { proof.map { $0.errors > max(2, drawn.passage.characters.count / 10) } ?? false }

  func isBetter(than other: Draft) -> Bool {
    if drawn.badness != other.drawn.badness { return drawn.badness < other.drawn.badness }
    guard let proof, let others = other.proof else { return false }
    return Proof.isBetter(proof, others)
  }
}
