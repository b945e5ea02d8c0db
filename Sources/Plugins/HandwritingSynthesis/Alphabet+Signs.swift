import Ink
import PluginAPI

/// Texts with characters that the model does not know.
extension Alphabet {
  /// A text as it is written: typographic punctuation made plain, and with `plainly` whatever else has an equivalent.
  ///
  /// - Parameter source: what the text is, for the message.
  /// - Throws: a sentence that names what cannot be written and where it stands in the text as given.
  func writable(_ text: String, plainly: Bool, source: String) throws(RequestError) -> String {
    let unknown = String(
      text.map { character in
        character.isNewline || Substitution.written(character, self, plainly: plainly) == nil ? character : " "
      })
    try check(unknown, source: source, advice: !plainly)
    return Substitution.apply(to: text, self, plainly: plainly)
  }

  /// A piece of a writable text with what the network is to write of it.
  /// - Parameter drawing: places of letters that are drawn nevertheless.
  func signed(_ piece: String, piece number: Int, seed: UInt64, drawing: Set<Int>) -> SignedText {
    signs.signed(piece, seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15, drawing: drawing)
  }

  /// What ink says in the model's own characters, marks left out; signs that are drawn stay as they are.
  func baseLetters(of text: String) -> String {
    var result = ""
    for character in Substitution.apply(to: text, self, plainly: false) {
      switch contains(character) ? .letter : signs.form(of: character) {
      case .marked(let base, _): result.append(base)
      case .letter, .glyph, nil: result.append(character)
      }
    }
    return result
  }
}
