import Ink
import PluginAPI

/// What is written in one hand and one place.
struct SectionPlan: Sendable {
  /// The text as it was given, for finding it again.
  var given: String
  var pieces: TextPieces
  /// nil lets the first piece of such sections set the hand.
  var hand: Hand?
  /// The style's name, `prime` for given ink, `none` for a hand drawn from the seed.
  var handName: String
  var manner: Manner
  var bias: Double
  /// In mm.
  var xHeight: Double
  var lineSpacing: Double
  var alignment: Alignment
  var indent = 0.0
  var field: Field?
  var lineBelow: Double?
  /// Empty lines before it.
  var linesBefore = 0.0

  /// Whether two sections are in the same hand, so that their letters should be of one height.
  func isKin(to other: SectionPlan) -> Bool {
    handName == other.handName && manner == other.manner && bias == other.bias
  }

  /// The section with its words, for the layout.
  func written(_ paragraphs: [WrittenParagraph]) -> WrittenSection {
    var section = WrittenSection(
      paragraphs, xHeight: xHeight, lineSpacing: lineSpacing, alignment: alignment, indent: indent, field: field,
      lineBelow: lineBelow)
    // A section of nothing but a line to sign on keeps its distance.
    if section.paragraphs.isEmpty {
      section.paragraphs = [WrittenParagraph(words: [], linesBefore: linesBefore)]
    }
    return section
  }
}

/// The hands of a request: styles by name, or ink that was given.
struct HandChoice {
  let request: ItemRequest
  let model: PluginModel
  let alphabet: Alphabet
  /// The hand of the ink that is given; nil where styles are to be chosen.
  private let prime: Chosen?

  /// The bias where neither request nor style has one.
  static let usualBias = 1.5

  typealias Chosen = (hand: Hand?, traits: Hand.Traits, name: String)

  /// - Throws: for ink that cannot lead.
  init(_ request: ItemRequest, _ model: PluginModel, _ alphabet: Alphabet, _ scale: OffsetScale) throws(RequestError) {
    (self.request, self.model, self.alphabet) = (request, model, alphabet)
    guard let ink = request.string("prime") else {
      prime = nil
      return
    }
    try Self.checkAlone(request.string("style"))
    let (text, drawing): (String, InkDrawing)
    do {
      let sample = try InkSample.sized(ink, longestText: Hand.longestText, toXHeight: scale.usualXHeight)
      (text, drawing) = (
        // A line break has no symbol of its own.
        alphabet.baseLetters(of: sample.text.split(whereSeparator: \.isNewline).joined(separator: " ")),
        sample.drawing
      )
    } catch {
      throw RequestError(error.message)
    }
    guard !text.isEmpty else {
      throw RequestError("The prime does not tell what its ink says; add 'text' to it.")
    }
    try alphabet.check(text, source: "The prime's text", advice: false)
    prime = (Hand(text: text, offsets: scale.offsets(of: drawing)), Hand.Traits(), "prime")
  }

  /// The hand of a style, else that which the request asks for.
  func hand(style: String?) throws(RequestError) -> Chosen {
    let style = style ?? request.string("style")
    guard let prime else { return try KnownModels.hand(named: style, of: model) }
    try Self.checkAlone(style)
    return prime
  }

  /// Refuses a style beside ink that is given.
  private static func checkAlone(_ style: String?) throws(RequestError) {
    guard style == nil || style == "none" else {
      throw RequestError("Both a style and a prime are given; leave one of them out.")
    }
  }

  /// How a hand shapes what was drawn, after what is asked for.
  func manner(_ traits: Hand.Traits, _ writing: LetterTemplate.Writing) -> Manner {
    var manner = traits.manner
    manner.slant = writing.slant ?? request.number("slant") ?? manner.slant
    manner.letterSpacing = writing.letterSpacing ?? request.number("letter-spacing") ?? manner.letterSpacing
    return manner
  }

  func bias(_ traits: Hand.Traits, _ writing: LetterTemplate.Writing) -> Double {
    writing.bias ?? request.number("bias") ?? traits.bias ?? Self.usualBias
  }
}
