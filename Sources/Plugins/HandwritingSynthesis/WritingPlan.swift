import Ink
import Networks
import PluginAPI

/// A request in the terms of the task, all of it checked.
struct WritingPlan: Sendable {
  /// The most characters of a text.
  static let longestText = 20_000
  /// The most characters of a text on a sheet of one line.
  static let longestLine = 200
  /// Up to this many characters a single line gets a sheet of its own.
  static let shortLine = 60
  /// Characters written at once: with a hand before them they stay within the length of the lines of the training.
  static let pieceLength = 42
  /// The usual x-height of the recorded hands, in deviations of Δy.
  static let typicalXHeight = 2.85

  /// In data units.
  var usualXHeight: Double { Self.typicalXHeight * scale.deviationY }

  let request: ItemRequest
  let model: PluginModel
  let alphabet: Alphabet
  let scale: OffsetScale
  let pieces: TextPieces
  /// nil lets the first piece set the hand.
  let hand: Hand?
  /// The style's name, `prime` for given ink, `none` for a hand drawn from the seed.
  let handName: String
  let bias: Double
  let attempts: Int
  let options: SheetOptions
  let setup: PageSetup

  init(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) {
    self.request = request
    self.model = model
    alphabet = try Alphabet(model.description)
    scale = try OffsetScale(model)

    let text = try Self.text(of: request, alphabet)
    pieces = TextPieces(text, limit: Self.pieceLength, hyphen: alphabet.contains("-"))
    let isShortLine = pieces.paragraphs.count == 1 && text.count <= Self.shortLine
    bias = request.number("bias") ?? 2
    attempts = request.integer("attempts") ?? 4
    (hand, handName) = try Self.hand(request, model, alphabet, scale)
    do {
      options = try SheetOptions { request.parameters[$0].flatMap(SheetOptionValue.init) }
      setup = try options.setup(isShortLine: isShortLine)
    } catch {
      throw RequestError(error.message)
    }
    try checkSheet(characters: text.count)
  }

  /// The text as it will be written: checked, with substitutions if they were asked for.
  private static func text(of request: ItemRequest, _ alphabet: Alphabet) throws(RequestError) -> String {
    guard request.text.contains(where: { !$0.isWhitespace }) else {
      throw RequestError("The text is empty; give something to write.")
    }
    let count = request.text.count
    guard count <= longestText else {
      throw RequestError(
        "The text has \(count) characters, more than the \(longestText) of one item; divide it into several.")
    }
    let substitutes = request.boolean("substitute") ?? false
    let text = substitutes ? Substitution.apply(to: request.text, alphabet) : request.text
    // Positions are those of the text as given, so characters are looked for there.
    if substitutes {
      let unknown = String(
        request.text.map { character in
          Substitution.plain(character, alphabet) != nil ? " " : character
        })
      try alphabet.check(unknown, source: "The text", advice: false)
    } else {
      try alphabet.check(text, source: "The text", advice: true)
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw RequestError("Nothing of the text is left to write after substitution; give some letters.")
    }
    return text
  }

  private static func hand(
    _ request: ItemRequest, _ model: PluginModel, _ alphabet: Alphabet, _ scale: OffsetScale
  ) throws(RequestError) -> (Hand?, name: String) {
    let style = request.string("style")
    guard let prime = request.string("prime") else {
      return try StyleSheet.of(model).hand(named: style, model: model, alphabet: alphabet)
    }
    guard style == nil || style == "none" else {
      throw RequestError("Both a style and a prime are given; leave one of them out.")
    }
    let (text, drawing): (String, InkDrawing)
    do {
      let sample = try InkSample(prime, longestText: Hand.longestText)
      (text, drawing) = (sample.text, try sample.sized(toXHeight: typicalXHeight * scale.deviationY))
    } catch {
      throw RequestError(error.message)
    }
    guard !text.isEmpty else {
      throw RequestError("The prime does not tell what its ink says; add 'text' to it.")
    }
    try alphabet.check(text, source: "The prime's text", advice: false)
    return (Hand(text: text, offsets: scale.offsets(of: drawing)), "prime")
  }

  /// Refuses what cannot fit before anything is generated.
  private func checkSheet(characters: Int) throws(RequestError) {
    if setup.format == .line, characters > Self.longestLine {
      throw RequestError(
        "The text has \(characters) characters, more than the \(Self.longestLine) of a sheet around one line; choose "
          + "--page a4 or letter.")
    }
    guard request.format == "png" || InkDocument.truthFormats.contains(request.format) else { return }
    let renderer = PNGRenderer(options.appearance(xHeight: setup.xHeight), resolution: options.resolution)
    // Even a narrow hand takes nine tenths of an x-height for a character.
    let length = 0.9 * setup.xHeight * Double(characters)
    guard let size = setup.format.size, let linesPerPage = setup.linesPerPage else {
      guard renderer.canRender(width: length, height: 2 * setup.xHeight) else {
        throw RequestError(
          "The line is about \(Int(length)) mm long, too long for a png at \(Int(options.resolution)) dpi; choose a "
            + "lower --resolution, a smaller --size or --format pdf.")
      }
      return
    }
    let lines = max((length / setup.measure).rounded(.up), Double(pieces.paragraphs.count))
    let pages = (lines / Double(linesPerPage)).rounded(.up)
    guard renderer.canRender(width: size.width, height: size.height * pages) else {
      throw RequestError(
        "The text fills about \(Int(pages)) pages, too many for one png at \(Int(options.resolution)) dpi; choose a "
          + "lower --resolution or --format pdf.")
    }
  }
}
