import Ink
import Networks
import PluginAPI
import Recognition

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
  /// How often a misread piece is drawn again where nobody says otherwise.
  static let usualRereadings = 2

  /// What the writing is laid on.
  enum Paper: Sendable, Equatable {
    /// A sheet just as large as a line of ink.
    case aroundInk(PageSetup)
    case sheet(Sheet)
  }

  let request: ItemRequest
  let model: PluginModel
  let alphabet: Alphabet
  let scale: OffsetScale
  let sections: [SectionPlan]
  let paper: Paper
  /// Where pages have their numbers; nil for none.
  let pageNumbers: Alignment?
  let attempts: Int
  /// What pieces are read with once they are drawn; nil where the model has no reader or none is wanted.
  let reader: InkReader?
  /// How often a piece is drawn again because it is misread.
  let rereadings: Int
  let options: SheetOptions

  /// The text of all sections, in the order in which they are laid out: those that follow each other, then fields.
  var text: String { [flowText, fieldText].filter { !$0.isEmpty }.joined(separator: "\n") }

  var flowText: String { Self.text(of: sections.filter { $0.field == nil }) }
  var fieldText: String { Self.text(of: sections.filter { $0.field != nil }) }

  private static func text(of sections: [SectionPlan]) -> String {
    sections.map(\.given).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Number of the section that stands for the document: of those that are no fields the one with the most text.
  var mainIndex: Int {
    let flowing = sections.indices.filter { sections[$0].field == nil }
    return flowing.max { sections[$0].given.count < sections[$1].given.count } ?? 0
  }

  var main: SectionPlan { sections[mainIndex] }

  /// Reads what is asked for.
  ///
  /// - Throws: for whatever cannot be written, with what, where and what to do.
  init(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) {
    self.request = request
    self.model = model
    alphabet = try KnownModels.alphabet(of: model)
    scale = try OffsetScale(model)
    attempts = request.integer("attempts") ?? 4
    rereadings = request.integer("proofread") ?? Self.usualRereadings
    reader = rereadings > 0 ? try KnownModels.reader(of: model) : nil
    try Self.checkUse(of: request)
    let template: LetterTemplate?
    if let content = request.string("template") { template = try .of(content) } else { template = nil }
    do {
      options = try Self.options(of: request, template)
    } catch {
      throw RequestError(error.message)
    }
    let hands = try HandChoice(request, model, alphabet, scale)
    if let template {
      (paper, sections) = try Self.letter(template, request, hands, options)
      pageNumbers = template.pageNumbers
    } else {
      (paper, sections) = try Self.plain(request, hands, options)
      pageNumbers = nil
    }
    try checkSheet()
  }

  /// The choices about page and pen: what a template says comes before the request.
  static func options(of request: ItemRequest, _ template: LetterTemplate?) throws(InkError) -> SheetOptions {
    try SheetOptions { template?.look[$0] ?? request.parameters[$0].flatMap(SheetOptionValue.init) }
  }

  /// A text alone: one section.
  private static func plain(
    _ request: ItemRequest, _ hands: HandChoice, _ options: SheetOptions
  ) throws(RequestError) -> (Paper, [SectionPlan]) {
    let text = try writable(request.text, request, hands.alphabet, source: "The text")
    let pieces = TextPieces(text, limit: pieceLength)
    let isShortLine = pieces.paragraphs.count == 1 && text.count <= shortLine
    let chosen = try hands.hand(style: nil)
    let writing = LetterTemplate.Writing()
    let setup: PageSetup
    do {
      setup = try options.setup(isShortLine: isShortLine, size: chosen.traits.size)
    } catch {
      throw RequestError(error.message)
    }
    let section = SectionPlan(
      given: request.text, pieces: pieces, hand: chosen.hand, handName: chosen.name,
      manner: hands.manner(chosen.traits, writing), bias: hands.bias(chosen.traits, writing), xHeight: setup.xHeight,
      lineSpacing: setup.lineSpacing, alignment: setup.alignment)
    return (setup.sheet.map(Paper.sheet) ?? .aroundInk(setup), [section])
  }

  /// The text as it will be written: checked, with substitutions if they were asked for.
  static func writable(
    _ text: String, _ request: ItemRequest, _ alphabet: Alphabet, source: String
  ) throws(RequestError) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw RequestError("\(source) is empty; give something to write.")
    }
    let count = text.count
    guard count <= longestText else {
      throw RequestError(
        "\(source) has \(count) characters, more than the \(longestText) of one item; divide it into several.")
    }
    let written = try alphabet.writable(text, plainly: request.boolean("substitute") ?? false, source: source)
    guard written.contains(where: { !$0.isWhitespace }) else {
      throw RequestError("Nothing of the text is left to write after substitution; give some letters.")
    }
    return written
  }

  /// Refuses what cannot fit before anything is generated.
  private func checkSheet() throws(RequestError) {
    let characters = sections.reduce(0) { $0 + $1.given.count }
    if case .aroundInk = paper, characters > Self.longestLine {
      throw RequestError(
        "The text has \(characters) characters, more than the \(Self.longestLine) of a sheet around one line; choose "
          + "--page a4 or letter.")
    }
    guard request.format == "png" || InkDocument.truthFormats.contains(request.format) else { return }
    let xHeight = main.xHeight
    let renderer = PNGRenderer(options.appearance(xHeight: xHeight), resolution: options.resolution)
    guard case .sheet(let sheet) = paper else {
      let lines = main.pieces.paragraphs.map { $0.pieces.reduce(0) { $0 + $1.count } }
      // Even a narrow hand takes nine tenths of an x-height for a character.
      let length = 0.9 * xHeight * Double(lines.max() ?? 0)
      let height = 2 * xHeight + main.lineSpacing * Double(max(0, lines.count - 1))
      guard renderer.canRender(width: length, height: height) else {
        throw RequestError(
          "The longest line takes about \(Int(length)) mm, and all of them \(Int(height)) mm of height, too much for a "
            + "png at \(Int(options.resolution)) dpi; choose a lower --resolution, a smaller --size or --format pdf.")
      }
      return
    }
    let flowing = sections.filter { $0.field == nil }
    let height = flowing.reduce(0.0) { sum, section in
      let length = 0.9 * section.xHeight * Double(section.given.count)
      let lines = max((length / sheet.measure).rounded(.up), Double(section.pieces.paragraphs.count))
      return sum + lines * section.lineSpacing
    }
    let room = sheet.height - sheet.margins.top - sheet.margins.bottom
    let pages = max(1, (height / max(room, 1)).rounded(.up))
    guard renderer.canRender(width: sheet.width, height: sheet.height * pages) else {
      throw RequestError(
        "The text fills about \(Int(pages)) pages, too many for one png at \(Int(options.resolution)) dpi; choose a "
          + "lower --resolution or --format pdf.")
    }
  }
}
