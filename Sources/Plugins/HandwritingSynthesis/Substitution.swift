/// What is written for characters that are neither in an alphabet nor drawn.
enum Substitution {
  /// What typesetting has made of plain characters: no content is lost when those are written.
  private static let typographic: [Character: String] = [
    "\u{2018}": "'", "\u{2019}": "'", "\u{201A}": "'", "\u{201B}": "'", "\u{2032}": "'", "\u{00B4}": "'",
    "\u{02BC}": "'",
    "\u{201C}": "\"", "\u{201D}": "\"", "\u{201E}": "\"", "\u{201F}": "\"", "\u{2033}": "\"",
    "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{2015}": "-",
    "\u{2212}": "-",
    "\u{2026}": "...", "\u{00AD}": "", "\u{200B}": "", "\u{FEFF}": "", "\u{2060}": "",
    "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "st",
    "\u{FB06}": "st",
  ]

  /// What is only written where plain equivalents are asked for.
  private static let equivalents: [Character: String] = [
    "`": "'", "\u{2039}": "'", "\u{203A}": "'", "\u{00AB}": "\"", "\u{00BB}": "\"", "\u{2022}": "-",
    "\u{00B7}": "-", "~": "-", "_": "-", "\u{00BF}": "", "\u{00A1}": "",
    "\u{00DF}": "ss", "\u{1E9E}": "SS", "\u{00C6}": "AE", "\u{00E6}": "ae", "\u{0152}": "OE", "\u{0153}": "oe",
    "\u{00D0}": "D", "\u{00F0}": "d", "\u{00DE}": "Th", "\u{00FE}": "th", "\u{0131}": "i",
    "&": "and", "[": "(", "]": ")", "{": "(", "}": ")",
  ]

  /// What is written for a character of a text; nil for one that cannot be written.
  ///
  /// - Parameter plainly: whether a plain equivalent may stand for what has no other form.
  static func written(_ character: Character, _ alphabet: Alphabet, plainly: Bool) -> String? {
    if alphabet.canWrite(character) { return String(character) }
    let form = typographic[character] ?? space(character)
    if let form, form.allSatisfy(alphabet.canWrite) { return form }
    if let seen = withoutInvisible(character) {
      return seen.isEmpty ? "" : written(seen[seen.startIndex], alphabet, plainly: plainly)
    }
    return plainly ? plain(character, alphabet) : nil
  }

  /// What can be written instead of a character; nil where there is no equivalent within the alphabet.
  static func plain(_ character: Character, _ alphabet: Alphabet) -> String? {
    let candidate =
      typographic[character] ?? equivalents[character] ?? space(character) ?? withoutMarks(character)
    guard let candidate, candidate.allSatisfy(alphabet.canWrite) else { return nil }
    return candidate
  }

  /// The text as it is written; line breaks stay, and so does what cannot be written.
  static func apply(to text: String, _ alphabet: Alphabet, plainly: Bool) -> String {
    var result = ""
    for character in text {
      result +=
        character.isNewline ? String(character) : written(character, alphabet, plainly: plainly) ?? String(character)
    }
    return result
  }

  /// A character without what is there only to steer others: directions, joiners, selectors of a variant. nil where there is
  /// nothing of that in it, or something is left that is no one character.
  private static func withoutInvisible(_ character: Character) -> String? {
    let seen = character.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
    guard seen.count < character.unicodeScalars.count else { return nil }
    let text = String(String.UnicodeScalarView(seen))
    return text.count > 1 ? nil : text
  }

  /// Tabs and spaces of any width are a space.
  private static func space(_ character: Character) -> String? {
    character == "\t" || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .spaceSeparator }
      ? " " : nil
  }

  /// A Latin letter without its accents: taken from the character's Unicode name ("LATIN SMALL LETTER E WITH ACUTE"),
  /// or by leaving combining marks out.
  private static func withoutMarks(_ character: Character) -> String? {
    let scalars = character.unicodeScalars.filter { $0.properties.generalCategory != .nonspacingMark }
    guard scalars.count == 1, let scalar = scalars.first else { return nil }
    if scalar.isASCII { return character.unicodeScalars.count > 1 ? String(scalar) : nil }
    let words = (scalar.properties.name ?? "").split(separator: " ")
    guard words.count > 5, words[0] == "LATIN", words[2] == "LETTER", words[4] == "WITH", words[3].count == 1
    else { return nil }
    switch words[1] {
    case "SMALL": return words[3].lowercased()
    case "CAPITAL": return String(words[3])
    default: return nil
    }
  }
}
