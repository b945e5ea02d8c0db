import FoundationEssentials
import Ink
import PluginAPI
import TOMLFile

extension WritingPlan {
  /// The sections of a filled template and the paper they stand on.
  static func letter(
    _ template: LetterTemplate, _ request: ItemRequest, _ hands: HandChoice, _ options: SheetOptions
  ) throws(RequestError) -> (Paper, [SectionPlan]) {
    let values = try fields(of: request)
    let sheet = try sheet(template, options)
    var sections: [SectionPlan] = []
    for section in template.sections {
      let text: String
      do { text = try section.text.filled(with: values) } catch { throw RequestError(error) }
      // A cell of a table may hold characters that do not show.
      let isEmpty = hands.alphabet.baseLetters(of: text).allSatisfy(\.isWhitespace)
      // What a row leaves empty is left out, unless a line to sign on stands there.
      if isEmpty, section.lineBelow == nil { continue }
      sections.append(
        try Self.section(section, of: template, text, isEmpty: isEmpty, request, hands, options, sheet))
    }
    guard sections.contains(where: { !$0.pieces.paragraphs.isEmpty }) else {
      throw RequestError("Nothing of the template is left to write; its texts are empty for this item.")
    }
    let characters = sections.reduce(0) { $0 + $1.given.count }
    guard characters <= longestText else {
      throw RequestError(
        "The letter has \(characters) characters, more than the \(longestText) of one item; divide it into several.")
    }
    return (.sheet(sheet), sections)
  }

  /// The values that a template is filled with: the request's fields, and its own text.
  static func fields(of request: ItemRequest) throws(RequestError) -> [String: String] {
    var values: [String: String] = [:]
    if let json = request.string("field") {
      guard let decoded = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)) else {
        throw RequestError("The fields of the item are no JSON object of texts, {\"name\": \"Anna\"}.")
      }
      values = decoded
    }
    if !request.text.isEmpty { values[Placeholders.text] = values[Placeholders.text] ?? request.text }
    return values
  }

  /// Refuses what would be left out without a word: fields without a template, or a text that the template has no place
  /// for.
  static func checkUse(of request: ItemRequest) throws(RequestError) {
    guard let content = request.string("template") else {
      guard request.string("field") == nil else {
        throw RequestError("Fields are given, but no template with places for them; add --template FILE.")
      }
      return
    }
    // A table may have columns that this template has no use for.
    guard !request.text.isEmpty, request.string("field") == nil else { return }
    guard try LetterTemplate.of(content).columns.contains(Placeholders.text) else {
      throw RequestError("A text is given, but the template has no {{text}} for it; add that, or leave the text out.")
    }
  }

  /// What all rows of a job have in common: the template with its columns, sheet and hands, and the options.
  static func checkLetter(_ request: ItemRequest, _ model: PluginModel) throws(RequestError) {
    guard let content = request.string("template") else { return }
    try checkUse(of: request)
    let alphabet = try KnownModels.alphabet(of: model)
    let template = try LetterTemplate.of(content)
    let values = try fields(of: request)
    for section in template.sections {
      do { _ = try section.text.filled(with: values) } catch { throw RequestError(error) }
    }
    let options: SheetOptions
    do { options = try Self.options(of: request, template) } catch { throw RequestError(error.message) }
    _ = try sheet(template, options)
    let hands = try HandChoice(request, model, alphabet, try OffsetScale(model))
    for section in template.sections { _ = try hands.hand(style: section.writing.over(template.writing).style) }
  }

  /// The most squares of a page's ruling.
  private static let mostCells = 40_000.0

  private static func sheet(_ template: LetterTemplate, _ options: SheetOptions) throws(RequestError) -> Sheet {
    guard let size = template.size ?? (options.format ?? .a4).size else {
      throw RequestError("A letter needs a page of a size; choose --page a4, or give the template one.")
    }
    let usual = PageFormat.usualMargin(width: size.width, height: size.height)
    let sheet = Sheet(
      width: size.width, height: size.height, margins: template.margins ?? Margins(options.margin ?? usual),
      ruling: template.ruling)
    guard sheet.measure >= 10, sheet.height - sheet.margins.top - sheet.margins.bottom >= 5 else {
      throw RequestError("The template's margins leave no room to write in on its page; make them smaller.")
    }
    if let ruling = sheet.ruling, sheet.width / ruling.distance * (sheet.height / ruling.distance) > mostCells {
      throw RequestError(
        "The template's page of \(Int(sheet.width)) × \(Int(sheet.height)) mm has too many printed lines at "
          + "\(ruling.distance) mm; give it a larger 'ruling'.")
    }
    return sheet
  }

  private static func section(
    _ section: LetterTemplate.Section, of template: LetterTemplate, _ text: String, isEmpty: Bool,
    _ request: ItemRequest, _ hands: HandChoice, _ options: SheetOptions, _ sheet: Sheet
  ) throws(RequestError) -> SectionPlan {
    var pieces = TextPieces("", limit: pieceLength)
    if !isEmpty {
      let text = try writable(text, request, hands.alphabet, source: "The text of section '\(section.name)'")
      pieces = TextPieces(text, limit: pieceLength)
    }
    let writing = section.writing.over(template.writing)
    let chosen = try hands.hand(style: writing.style)
    let ruled = sheet.ruling?.usualXHeight
    let xHeight = writing.size ?? options.xHeight ?? chosen.traits.size * (ruled ?? 2.4)
    let plan = SectionPlan(
      given: isEmpty ? "" : text, pieces: pieces, hand: chosen.hand, handName: chosen.name,
      manner: hands.manner(chosen.traits, writing), bias: hands.bias(chosen.traits, writing), xHeight: xHeight,
      lineSpacing: writing.lineSpacing ?? options.lineSpacing ?? 3.8 * xHeight,
      alignment: writing.alignment ?? options.alignment, indent: section.indent, field: section.field,
      lineBelow: section.lineBelow, linesBefore: section.linesBefore)
    let room = section.field?.width ?? sheet.measure
    guard room - section.indent >= 4 * xHeight else {
      throw RequestError(
        "Section '\(section.name)' of the template has \(Int(room - section.indent)) mm for a line, too few for "
          + "letters of \(xHeight) mm; give it more width or a smaller size.")
    }
    if let field = section.field {
      let lowest = field.origin.y + Double(field.lines - 1) * plan.lineSpacing
      guard field.origin.x + field.width <= sheet.width + 0.01, lowest <= sheet.height else {
        throw RequestError(
          "Section '\(section.name)' of the template lies beyond its page of \(Int(sheet.width)) × "
            + "\(Int(sheet.height)) mm; change 'at', 'width' or 'lines'.")
      }
    } else {
      // Down to the first baseline, which printed lines may push on, and what hangs below it.
      let needed = PageSetup.firstBaseline(xHeight: xHeight) + 0.6 * xHeight + (sheet.ruling?.distance ?? 0)
      let height = sheet.height - sheet.margins.top - sheet.margins.bottom
      guard height >= needed else {
        throw RequestError(
          "Section '\(section.name)' of the template has \(Int(height)) mm of height on its page, too few for letters "
            + "of \(xHeight) mm; give it smaller margins, a larger page or a smaller size.")
      }
    }
    return plan
  }
}

extension LetterTemplate.Writing {
  /// These choices, and for what they leave open those of another.
  func over(_ other: Self) -> Self {
    Self(
      style: style ?? other.style, bias: bias ?? other.bias, slant: slant ?? other.slant,
      letterSpacing: letterSpacing ?? other.letterSpacing, size: size ?? other.size,
      lineSpacing: lineSpacing ?? other.lineSpacing, alignment: alignment ?? other.alignment)
  }
}
