/// Plain equivalents of characters that an alphabet lacks.
enum Substitution {
  private static let equivalents: [Character: String] = [
    "\u{2018}": "'", "\u{2019}": "'", "\u{201A}": "'", "\u{201B}": "'", "\u{2032}": "'", "\u{00B4}": "'", "`": "'",
    "\u{2039}": "'", "\u{203A}": "'", "\u{02BC}": "'",
    "\u{201C}": "\"", "\u{201D}": "\"", "\u{201E}": "\"", "\u{201F}": "\"", "\u{2033}": "\"", "\u{00AB}": "\"",
    "\u{00BB}": "\"",
    "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{2015}": "-",
    "\u{2212}": "-", "\u{2022}": "-", "\u{00B7}": "-", "~": "-", "_": "-",
    "\u{2026}": "...", "\u{00AD}": "", "\u{200B}": "", "\u{FEFF}": "", "\u{2060}": "", "\u{00BF}": "", "\u{00A1}": "",
    "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "st",
    "\u{FB06}": "st",
    "\u{00DF}": "ss", "\u{1E9E}": "SS", "\u{00C6}": "AE", "\u{00E6}": "ae", "\u{0152}": "OE", "\u{0153}": "oe",
    "\u{00D0}": "D", "\u{00F0}": "d", "\u{00DE}": "Th", "\u{00FE}": "th", "\u{0131}": "i",
    "&": "and", "[": "(", "]": ")", "{": "(", "}": ")",
  ]

  /// What can be written instead of a character; nil where there is no equivalent within the alphabet.
  static func plain(_ character: Character, _ alphabet: Alphabet) -> String? {
    let candidate = equivalents[character] ?? space(character) ?? withoutMarks(character)
    guard let candidate, candidate.allSatisfy(alphabet.contains) else { return nil }
    return candidate
  }

  /// The text with every unknown character that has an equivalent replaced; line breaks stay.
  static func apply(to text: String, _ alphabet: Alphabet) -> String {
    var result = ""
    for character in text {
      if character.isNewline || alphabet.contains(character) {
        result.append(character)
      } else {
        result += plain(character, alphabet) ?? String(character)
      }
    }
    return result
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
