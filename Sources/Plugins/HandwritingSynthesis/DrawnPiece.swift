import Generation
import Ink

/// A piece of text as the network drew it, and what is wrong with it.
struct DrawnPiece: Sendable {
  /// Ink and characters, in data units.
  var passage: Passage
  /// What the network drew, normalised.
  var offsets: [PenOffset]
  /// Characters that the window passed over.
  var missing: [Character]
  /// Whether the window left the text by itself, with no number and no offset out of bounds.
  var ended: Bool
  /// Whether the ink has the shape of a line: neither far too tall nor far too wide for its letters.
  var isLine: Bool

  /// Whether the piece can stand.
  var isComplete: Bool { missing.isEmpty && ended && isLine }

  /// For choosing the best of incomplete ones: smaller is better.
  var badness: Int { missing.count + (ended ? 0 : 10) + (isLine ? 0 : 10) + (offsets.isEmpty ? 1000 : 0) }

  /// - Parameters:
  ///   - text: the wanted text.
  ///   - startsLine: whether nothing was drawn before it, so that the pen stands on the paper at the origin.
  init(_ sequence: FinishedSequence, text: SignedText, startsLine: Bool, scale: OffsetScale) {
    let characters = text.written
    let sampler = sequence.sampler as? MixtureDensitySampler
    offsets = (sampler?.points ?? []).map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
    // The point at the origin has no offset; it belongs to the first character.
    let shift = startsLine ? 1 : 0
    var ranges = (sampler?.pointRanges ?? []).map { $0.lowerBound + shift..<$0.upperBound + shift }
    if ranges.count != characters.count { ranges = [] }
    passage = Passage(
      characters: characters, drawing: scale.strokes(of: offsets, fromOrigin: startsLine), characterPoints: ranges)
    if !text.isPlain { passage.signs = text }
    let visited = sampler?.visited ?? []
    missing = characters.indices.filter { !visited.indices.contains($0) || !visited[$0] }.map { characters[$0] }
    ended = sequence.reason == .finished && sampler?.endedByWindow == true && sampler?.shortenedOffsets == 0
    isLine = Self.isLine(passage)
  }

  private static func isLine(_ passage: Passage) -> Bool {
    let levelled = LevelledPassage(passage)
    guard let xHeight = levelled.xHeight, let bounds = levelled.passage.drawing.bounds else { return false }
    let width = bounds.width / xHeight / Double(passage.characters.count)
    return bounds.height < 7 * xHeight && width < 4
  }

  /// The hand of this ink: its first words, as many as `Hand.longestText` holds, cut at a pen lift.
  func hand() -> Hand? {
    let characters = passage.characters
    guard !offsets.isEmpty else { return nil }
    let originPoints = passage.drawing.pointCount - offsets.count
    if characters.count > Hand.longestText {
      let levelled = LevelledPassage(passage, denoising: 0)
      for space in characters.indices.reversed() where characters[space] == " " && space <= Hand.longestText {
        guard let stroke = levelled.strokeAfterSpace(space) else { continue }
        let points = passage.drawing.strokes[..<stroke].reduce(0) { $0 + $1.points.count }
        return Hand(text: String(characters[..<space]), offsets: Array(offsets[..<(points - originPoints)]))
      }
    }
    return Hand(text: String(characters), offsets: offsets)
  }
}
