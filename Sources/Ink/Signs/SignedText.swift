/// A text some of whose characters are drawn, and what a network writes of it.
///
/// Where a sign stands among letters the network writes a space: its pen is lifted there, and what it writes before and
/// after are words of its own, as it has learned to write them.
public struct SignedText: Sendable, Equatable {
  /// Where a character of the text is in what the network writes.
  enum Origin: Sendable, Equatable {
    case letter(Int)
    case glyph
    /// Room between words.
    case space
  }

  /// The text, character by character.
  public let characters: [Character]
  /// What the network writes; never empty.
  public let written: [Character]
  /// How each character of the text comes to paper.
  let forms: [SignForm]
  let origins: [Origin]
  /// Whether the network's ink is there to be measured only, since the text has nothing but signs.
  let isSample: Bool
  let seed: UInt64

  /// Whether the network writes the text as it is.
  public var isPlain: Bool { written == characters }

  /// Where in the text a character stands that the network writes; nil for one that is not of the text.
  public func place(ofWritten number: Int) -> Int? { isSample ? nil : origins.firstIndex(of: .letter(number)) }

  init(_ text: [(character: Character, form: SignForm)], sample: [Character], seed: UInt64) {
    var written: [Character] = []
    var origins: [Origin] = []
    /// A sign stands since the last letter.
    var isApart = false
    for (character, form) in text {
      if character == " " {
        if let last = written.last, last != " " { written.append(" ") }
        origins.append(.space)
        isApart = true
        continue
      }
      guard form != .glyph else {
        isApart = true
        origins.append(.glyph)
        continue
      }
      if isApart, let last = written.last, last != " " { written.append(" ") }
      isApart = false
      origins.append(.letter(written.count))
      if case .marked(let base, _) = form { written.append(base) } else { written.append(character) }
    }
    let hasSigns = text.contains { $0.form != .letter }
    if hasSigns { while written.last == " " { written.removeLast() } }
    isSample = hasSigns && written.isEmpty
    self.written = isSample ? sample : written
    self.origins = origins
    self.seed = seed
    characters = text.map(\.character)
    forms = text.map(\.form)
  }
}
