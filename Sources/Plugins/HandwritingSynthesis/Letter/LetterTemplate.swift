import Ink
import TOMLFile

/// How a letter looks and what stands where: the TOML file of `--template` (Documentation/LETTERS.md).
struct LetterTemplate: Sendable {
  /// What is said of a hand and its size; nil where the surroundings decide.
  struct Writing: Sendable, Equatable {
    var style: String?
    var bias: Double?
    var slant: Double?
    var letterSpacing: Double?
    /// In mm.
    var size: Double?
    var lineSpacing: Double?
    var alignment: Alignment?
  }

  struct Section: Sendable {
    /// As messages name it.
    var name: String
    var text: Placeholders
    var writing: Writing
    /// Empty lines before it.
    var linesBefore: Double
    var indent: Double
    var field: Field?
    var lineBelow: Double?
  }

  enum Place: String, CaseIterable { case none, left, centre, right }

  var writing: Writing
  /// Width and height in mm; nil where the request decides.
  var size: (width: Double, height: Double)?
  var margins: Margins?
  var ruling: Ruling?
  var pageNumbers: Alignment?
  /// Choices about pen and paper by the names of the task's parameters.
  var look: [String: SheetOptionValue]
  var sections: [Section]

  /// The names of columns that any section asks for.
  var columns: Set<String> { sections.reduce(into: []) { $0.formUnion($1.text.columns) } }

  /// The most sections.
  static let mostSections = 200

  /// - Throws: with line and key, for anything that is not as it should be.
  init(_ content: String) throws(TOMLFault) {
    let file = try TOMLRecord(content, called: "The template")
    writing = try Writing(file)
    let sheet = try file.record("sheet")
    size = try sheet.flatMap(Self.size)
    margins = try sheet?.numbers("margin", counts: [1, 4], in: 0...200).map {
      $0.count == 1 ? Margins($0[0]) : Margins(top: $0[0], right: $0[1], bottom: $0[2], left: $0[3])
    }
    ruling = try sheet.flatMap(Self.ruling)
    pageNumbers = try sheet?.choice("page-numbers", of: Place.self).flatMap { Alignment(rawValue: $0.rawValue) }
    try sheet?.finish()
    look = try Self.look(file.record("look"))
    sections = []
    for record in try file.records("section") { sections.append(try Section(record, number: sections.count + 1)) }
    try file.finish()
    guard !sections.isEmpty else { throw TOMLFault("The template has no [[section]]; add one with a text.") }
    guard sections.count <= Self.mostSections else {
      throw TOMLFault("The template has \(sections.count) sections, more than \(Self.mostSections).")
    }
  }

  private static func size(_ sheet: TOMLRecord) throws(TOMLFault) -> (width: Double, height: Double)? {
    let turned = try sheet.truth("landscape") ?? false
    if sheet.isArray("page"), let custom = try sheet.numbers("page", counts: [2], in: 20...2000) {
      return turned ? (custom[1], custom[0]) : (custom[0], custom[1])
    }
    guard let name = try sheet.text("page") else {
      if turned { throw sheet.fault("landscape", "needs a page to turn; add page = \"a4\"") }
      return nil
    }
    guard let size = PageFormat(rawValue: name)?.size else {
      let names = PageFormat.allCases.filter { $0.size != nil }.map(\.rawValue).joined(separator: ", ")
      throw sheet.fault("page", "is '\(name)', but must be one of \(names), or [width, height] in mm")
    }
    return turned ? (size.height, size.width) : size
  }

  private enum Paper: String, CaseIterable { case plain, lined, squared, dotted }

  private static func ruling(_ sheet: TOMLRecord) throws(TOMLFault) -> Ruling? {
    let paper = try sheet.choice("paper", of: Paper.self) ?? .plain
    let distance = try sheet.number("ruling", in: 2...50)
    guard let pattern = Ruling.Pattern(rawValue: paper.rawValue) else {
      if distance != nil {
        throw sheet.fault("ruling", "is for lined, squared and dotted paper; add paper = \"lined\"")
      }
      return nil
    }
    return Ruling(pattern, distance: distance ?? (pattern == .lined ? 9 : 5))
  }

  /// Options that sections and sheet have keys of their own for.
  private static let placed: Set<String> = ["page", "margin", "size", "line-spacing", "align"]

  private static func look(_ record: TOMLRecord?) throws(TOMLFault) -> [String: SheetOptionValue] {
    guard let record else { return [:] }
    var look: [String: SheetOptionValue] = [:]
    for option in SheetOptions.declared where !placed.contains(option.name) {
      switch option.kind {
      case .number(let range, _): look[option.name] = try record.number(option.name, in: range).map { .number($0) }
      case .text: look[option.name] = try record.text(option.name).map { .text($0) }
      case .choice(let names):
        guard let text = try record.text(option.name) else { continue }
        guard names.contains(text) else {
          throw record.fault(option.name, "is '\(text)', but must be one of \(names.joined(separator: ", "))")
        }
        look[option.name] = .text(text)
      }
    }
    try record.finish()
    return look
  }
}

extension LetterTemplate.Writing {
  init(_ record: TOMLRecord) throws(TOMLFault) {
    style = try record.text("style")
    bias = try record.number("bias", in: 0...10)
    slant = try record.number("slant", in: -30...45)
    letterSpacing = try record.number("letter-spacing", in: -0.3...2)
    size = try record.number("size", in: 1...40)
    lineSpacing = try record.number("line-spacing", in: 2...200)
    alignment = try record.choice("align")
  }
}

extension LetterTemplate.Section {
  private enum Fit: String, CaseIterable { case refuse, shrink }

  init(_ record: TOMLRecord, number: Int) throws(TOMLFault) {
    name = try record.text("name") ?? String(number)
    text = try Placeholders(try record.text("text") ?? "", in: record)
    writing = try LetterTemplate.Writing(record)
    linesBefore = try record.number("lines-before", in: 0...50) ?? 0
    indent = try record.number("indent", in: 0...200) ?? 0
    lineBelow = try record.number("line-below", in: 1...1000)
    let place = try record.numbers("at", counts: [2], in: 0...2000)
    let width = try record.number("width", in: 1...2000)
    let lines = try record.integer("lines", in: 1...200)
    let fit = try record.choice("fit", of: Fit.self)
    let everyPage = try record.truth("every-page")
    if let place {
      guard let width else { throw record.fault("at", "needs a width as well: how far the text may go, in mm") }
      field = Field(
        name: name, origin: Point(x: place[0], y: place[1]), width: width, lines: lines ?? 1, shrinks: fit == .shrink,
        isOnEveryPage: everyPage ?? false)
    } else {
      for (key, isSet) in [
        ("width", width != nil), ("lines", lines != nil), ("fit", fit != nil), ("every-page", everyPage != nil),
      ] where isSet {
        throw record.fault(key, "is for a section with a place of its own; add at = [x, y] in mm")
      }
    }
    try record.finish()
    guard !text.isEmpty || lineBelow != nil else { throw record.fault("text", "is missing") }
  }
}
