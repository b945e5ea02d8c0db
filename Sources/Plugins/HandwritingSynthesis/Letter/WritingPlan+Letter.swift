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
      let isEmpty = text.allSatisfy(\.isWhitespace)
      // What a row leaves empty is left out, unless a line to sign on stands there.
      if isEmpty, section.lineBelow == nil { continue }
      var plan = try Self.section(section, of: template, text, isEmpty: isEmpty, request, hands, options, sheet)
      plan.kin = sections.firstIndex { $0.isKin(to: plan) } ?? sections.count
      sections.append(plan)
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

  /// Refuses a template that asks for columns which the data does not have.
  static func checkColumns(_ request: ItemRequest) throws(RequestError) {
    guard let content = request.string("template") else { return }
    let values = try fields(of: request)
    for section in try LetterTemplate.of(content).sections {
      do { _ = try section.text.filled(with: values) } catch { throw RequestError(error) }
    }
  }

  private static func sheet(_ template: LetterTemplate, _ options: SheetOptions) throws(RequestError) -> Sheet {
    guard let size = template.size ?? (options.format ?? .a4).size else {
      throw RequestError("A letter needs a page of a size; choose --page a4, or give the template one.")
    }
    // A postcard has less room to leave free than a page.
    let usual = min(size.width, size.height) < 150 ? 10.0 : 20
    let sheet = Sheet(
      width: size.width, height: size.height, margins: template.margins ?? Margins(options.margin ?? usual),
      ruling: template.ruling)
    guard sheet.measure >= 10, sheet.height - sheet.margins.top - sheet.margins.bottom >= 5 else {
      throw RequestError("The template's margins leave no room to write in on its page; make them smaller.")
    }
    return sheet
  }

  private static func section(
    _ section: LetterTemplate.Section, of template: LetterTemplate, _ text: String, isEmpty: Bool,
    _ request: ItemRequest, _ hands: HandChoice, _ options: SheetOptions, _ sheet: Sheet
  ) throws(RequestError) -> SectionPlan {
    var pieces = TextPieces("", limit: pieceLength, hyphen: false)
    if !isEmpty {
      let text = try writable(text, request, hands.alphabet, source: "The text of section '\(section.name)'")
      pieces = TextPieces(text, limit: pieceLength, hyphen: hands.alphabet.contains("-"))
    }
    pieces.linesBefore = section.linesBefore ?? pieces.linesBefore
    let writing = section.writing.over(template.writing)
    let chosen = try hands.hand(style: writing.style)
    let ruled = sheet.ruling?.usualXHeight
    let xHeight = writing.size ?? options.xHeight ?? chosen.traits.size * (ruled ?? 2.4)
    let plan = SectionPlan(
      given: isEmpty ? "" : text, pieces: pieces, hand: chosen.hand, handName: chosen.name,
      manner: hands.manner(chosen.traits, writing), bias: hands.bias(chosen.traits, writing), xHeight: xHeight,
      lineSpacing: writing.lineSpacing ?? options.lineSpacing ?? 3.8 * xHeight,
      alignment: writing.alignment ?? options.alignment, indent: section.indent, field: section.field,
      lineBelow: section.lineBelow, kin: 0)
    let room = section.field?.width ?? sheet.measure
    guard room - section.indent >= 4 * xHeight else {
      throw RequestError(
        "Section '\(section.name)' of the template has \(Int(room - section.indent)) mm for a line, too few for "
          + "letters of \(xHeight) mm; give it more width or a smaller size.")
    }
    if let field = section.field {
      guard field.origin.x + field.width <= sheet.width + 0.01, field.origin.y <= sheet.height else {
        throw RequestError(
          "Section '\(section.name)' of the template lies beyond its page of \(Int(sheet.width)) × "
            + "\(Int(sheet.height)) mm; change 'at' or 'width'.")
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
