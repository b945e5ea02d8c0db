import Ink

/// Finds for each written word the part of the user's text that it stands for, where plainer characters were written.
struct GivenText {
  private var rest: Substring
  private let alphabet: Alphabet
  /// Whether the words are those of the text so far.
  private var isFollowing = true

  init(_ text: String, _ alphabet: Alphabet) {
    rest = text[...]
    self.alphabet = alphabet
  }

  /// Notes at each word of the pages what was given for it.
  static func note(_ text: String, _ alphabet: Alphabet, on pages: inout [Page]) {
    var given = GivenText(text, alphabet)
    for page in pages.indices {
      for line in pages[page].lines.indices {
        for word in pages[page].lines[line].words.indices {
          let written = pages[page].lines[line].words[word].text
          let part = given.next(written)
          if part != written { pages[page].lines[line].words[word].given = part }
        }
      }
    }
  }

  private func plain(_ character: Character) -> String {
    if character.isNewline { return " " }
    return Substitution.written(character, alphabet, plainly: true) ?? String(character)
  }

  /// What was given for the next word in the order of writing; the word itself where the two do not match.
  private mutating func next(_ word: String) -> String {
    guard isFollowing else { return word }
    while let character = rest.first, plain(character) == " " { rest.removeFirst() }
    var given = ""
    var written = ""
    while written != word {
      guard let character = rest.first else { break }
      let piece = plain(character)
      guard word.hasPrefix(written + piece) else {
        // The hyphen of a divided word is in no text.
        if word == written + "-" { return given + "-" }
        isFollowing = false
        return word
      }
      rest.removeFirst()
      if piece == " " { while let blank = rest.first, plain(blank) == " " { rest.removeFirst() } }
      written += piece
      given += piece == " " ? " " : String(character)
    }
    guard written == word else {
      isFollowing = false
      return word
    }
    // What was left out of the writing belongs to the word before it.
    while let character = rest.first, plain(character).isEmpty { given.append(rest.removeFirst()) }
    return given
  }
}
