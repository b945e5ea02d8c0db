/// Short texts with a wanted character in a known place.
struct CharacterCarriers: Sendable {
  struct Carrier: Sendable, Hashable {
    var text: String
    /// Of the wanted character.
    var place: Int

    /// The text with another character in that place.
    func with(_ character: Character) -> String {
      var characters = Array(text)
      characters[place] = character
      return String(characters)
    }
  }

  /// Ink of such a text.
  struct Ink: Sendable {
    var carrier: Carrier
    /// Normalised (Δx, Δy, pen-up), T × 3.
    var offsets: [Float]
  }

  /// The alphabet's characters that leave ink.
  let characters: [Character]
  /// Words of small letters, each once, in order.
  private let words: [String]

  /// - Parameters:
  ///   - words: texts whose words are used.
  ///   - alphabet: as models have it, the unknown symbol first.
  init(words texts: [String], alphabet: [String]) {
    characters = alphabet.dropFirst().compactMap(\.first).filter { $0 != " " }
    let known = Set(characters)
    var words = Set<String>()
    for text in texts {
      for word in text.split(separator: " ") where (3...7).contains(word.count) {
        if word.allSatisfy({ ("a"..."z").contains($0) && known.contains($0) }) { words.insert(String(word)) }
      }
    }
    self.words = words.sorted()
  }

  /// Carriers of a character: letters within or at the beginning of words, digits among digits, signs where texts have
  /// them, after another word each.
  func carriers(of character: Character, count: Int) -> [Carrier] {
    // Equal characters get equal carriers, whatever else is asked for.
    var generator = SplitMix64(state: UInt64(character.unicodeScalars.first?.value ?? 0))
    guard !words.isEmpty else { return [] }
    let small = Character(character.lowercased())
    let fitting = words.filter { character.isUppercase ? $0.first == small : $0.contains(character) }
    return (0..<count).map { _ in
      func word() -> String { words.randomElement(using: &generator) ?? "" }
      let first = word() + " "
      let (before, after): (String, String)
      if let chosen = fitting.randomElement(using: &generator) {
        let places = chosen.indices.filter { chosen[$0] == small }
        let place =
          character.isUppercase ? chosen.startIndex : places.randomElement(using: &generator) ?? chosen.startIndex
        (before, after) = (String(chosen[..<place]), String(chosen[chosen.index(after: place)...]))
      } else if character.isNumber {
        let digits = (0..<2).map { _ in String(Int.random(in: 1...9, using: &generator)) }
        (before, after) = Bool.random(using: &generator) ? (digits[0], digits[1]) : (digits[0] + digits[1], "")
      } else if character.isLetter {
        (before, after) = ("", word())
      } else if "([".contains(character) {
        (before, after) = ("", word() + (character == "(" ? ")" : "]"))
      } else if ")]".contains(character) {
        (before, after) = ((character == ")" ? "(" : "[") + word(), "")
      } else if "-'/".contains(character) {
        (before, after) = (word(), word())
      } else if "&+".contains(character) {
        (before, after) = (word() + " ", " " + word())
      } else {
        (before, after) = (word(), "")
      }
      return Carrier(text: first + before + String(character) + after, place: first.count + before.count)
    }
  }

  /// Lines that have a character, at most `count`, in a place each that nobody picked.
  func recorded(_ character: Character, in lines: [InkSequence], alphabet: [String], count: Int) -> [Ink] {
    let symbols = InkAlphabet(symbols: alphabet)
    guard let symbol = symbols.indices(of: String(character)).first, symbol > 0 else { return [] }
    var generator = SplitMix64(state: UInt64(symbol))
    let fitting = lines.filter { $0.text.contains(symbol) }.shuffled(using: &generator).prefix(count)
    return fitting.map { line in
      let places = line.text.indices.filter { line.text[$0] == symbol }
      let place = places.randomElement(using: &generator) ?? 0
      return Ink(carrier: Carrier(text: symbols.text(of: line.text), place: place), offsets: line.offsets)
    }
  }

  /// What a character may be taken for: those of its own kind, and those of other kinds that look like it.
  func rivals(of character: Character) -> [Character] {
    let alike = Self.alike.filter { $0.contains(character) }.joined()
    return characters.filter { other in
      other != character && (Self.kind(other) == Self.kind(character) || alike.contains(other))
    }
  }

  private static let alike = [
    "oO0Q", "1lI/!i", "5Ss", "2Zz", "8B&", "9gq", "6bG", "cC(", "vVuU", "kK", "pP", "xX+", "wW", "jJ", "yY4", "fF",
    "mM",
    "tT+7", "nN", "aA", "eE", "hH", "rR", "dD", "iI", "qQ", "3J", "'\",", "-.", ")]J", "([C", "!1I", "?7", "%8",
  ]

  private static func kind(_ character: Character) -> Int {
    character.isNumber ? 0 : character.isLetter ? (character.isUppercase ? 1 : 2) : 3
  }
}
