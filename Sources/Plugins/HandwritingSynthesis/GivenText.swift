import Ink

/// Finds for each written word the part of the user's text that it stands for, where plainer characters were written.
struct GivenText {
  private var rest: Substring
  private let alphabet: Alphabet

  init(_ text: String, _ alphabet: Alphabet) {
    rest = text[...]
    self.alphabet = alphabet
  }

  /// Notes at each word of the pages what was given for it.
  ///
  /// - Parameters:
  ///   - flow: the text that goes from line to line.
  ///   - fields: that of the fields, which stand between those lines where their page ends.
  static func note(flow: String, fields: String, _ alphabet: Alphabet, on pages: inout [Page]) {
    var (flow, fields) = (GivenText(flow, alphabet), GivenText(fields, alphabet))
    for page in pages.indices {
      for line in pages[page].lines.indices {
        let isInFlow = pages[page].lines[line].isInFlow
        for word in pages[page].lines[line].words.indices {
          let written = pages[page].lines[line].words[word].text
          let part = isInFlow ? flow.next(written) : fields.next(written)
          if part != written { pages[page].lines[line].words[word].given = part }
        }
      }
    }
  }

  private func plain(_ character: Character) -> String {
    if character.isNewline { return " " }
    return Substitution.written(character, alphabet, plainly: true) ?? String(character)
  }

  /// What was given for the next word in the order of writing; the word itself where the two do not match, as for a
  /// page's number, which is in no text.
  private mutating func next(_ word: String) -> String {
    let before = rest
    while let character = rest.first, plain(character) == " " { rest.removeFirst() }
    var given = ""
    var written = ""
    while written != word {
      guard let character = rest.first else { break }
      let piece = plain(character)
      guard word.hasPrefix(written + piece) else {
        rest = before
        return word
      }
      rest.removeFirst()
      if piece == " " { while let blank = rest.first, plain(blank) == " " { rest.removeFirst() } }
      written += piece
      given += piece == " " ? " " : String(character)
    }
    guard written == word else {
      rest = before
      return word
    }
    // What was left out of the writing belongs to the word before it.
    while let character = rest.first, plain(character).isEmpty { given.append(rest.removeFirst()) }
    return given
  }
}
