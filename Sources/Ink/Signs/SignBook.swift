/// Which characters can be written with a network's alphabet, and how.
public struct SignBook: Sendable, Equatable {
  /// Characters that are drawn even where a network has them in its alphabet: each stands a few times at most in the recorded
  /// lines, so that what a network makes of them cannot be read.
  public static let tooRare: Set<Character> = ["%", "&", "+", "/", "X", "Z", "[", "]"]

  private let alphabet: Set<Character>
  /// Letters for the network to write where a text has nothing but signs, to see its hand; none without a small letter.
  private let sample: [Character]

  /// - Parameter alphabet: the characters that the network knows.
  public init(alphabet: Set<Character>) {
    self.alphabet = alphabet
    sample = Array("noaeumrscvxwzitdhbkl".filter(alphabet.contains).prefix(2))
  }

  /// How a character comes to paper; nil for one that cannot be written.
  public func form(of character: Character) -> SignForm? {
    if alphabet.contains(character), !Self.tooRare.contains(character) || sample.isEmpty { return .letter }
    if case .marked(let base, let mark) = SignForm.composed[character], alphabet.contains(base) {
      return .marked(base, mark)
    }
    return Glyph.of(character) != nil && !sample.isEmpty ? .glyph : nil
  }

  /// Whether a character that the network writes could be drawn instead.
  public func canDraw(_ character: Character) -> Bool { Glyph.of(character) != nil && !sample.isEmpty }

  /// A text made ready: what the network is to write of it, and what is drawn.
  ///
  /// - Parameters:
  ///   - text: characters that have a form, words with single spaces between them; others are left out.
  ///   - seed: what the small differences between signs follow from.
  ///   - drawing: places of letters that are to be drawn, not written; others stay as they are.
  public func signed(_ text: String, seed: UInt64, drawing: Set<Int> = []) -> SignedText {
    var forms = text.compactMap { character in form(of: character).map { (character: character, form: $0) } }
    for place in drawing where forms.indices.contains(place) {
      if forms[place].form == .letter, canDraw(forms[place].character) { forms[place].form = .glyph }
    }
    for word in forms.split(separatedBy: { $0.character == " " }) {
      if word.contains(where: { forms[$0].form == .glyph }) { drawLonePunctuation(of: word, in: &forms) }
    }
    return SignedText(forms, sample: sample, seed: seed)
  }

  /// Points and brackets that would stand between signs without a letter are drawn as those are.
  private func drawLonePunctuation(of word: Range<Int>, in forms: inout [(character: Character, form: SignForm)]) {
    var start = word.lowerBound
    for end in word.lowerBound...word.upperBound where end == word.upperBound || forms[end].form == .glyph {
      let run = start..<end
      if run.allSatisfy({ Glyph.punctuation.contains(forms[$0].character) }) {
        for index in run { forms[index].form = .glyph }
      }
      start = end + 1
    }
  }
}

extension Array {
  /// The runs of elements between those that separate them; empty ones are left out.
  fileprivate func split(separatedBy separates: (Element) -> Bool) -> [Range<Int>] {
    indices.split { separates(self[$0]) }.compactMap { run in
      run.first.map { $0..<$0 + run.count }
    }
  }
}
