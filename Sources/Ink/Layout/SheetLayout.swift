/// Flows sections into lines and pages, and puts those that have a place of their own there.
///
/// Every line stands level on its baseline, on the printed lines where the paper has any. A line that does not fit goes
/// to the next page.
public struct SheetLayout: Sendable {
  public var sheet: Sheet

  public init(_ sheet: Sheet) { self.sheet = sheet }

  /// The pages that hold these sections, at least one.
  /// - Throws: for a text that its field has no room for, and for more marks on all pages than a file should have.
  public func pages(_ sections: [WrittenSection]) throws(InkError) -> [Page] {
    var pages = flow(sections)
    try Self.check(pages[0].rules.count, on: pages.count)
    for section in sections {
      guard let field = section.field else { continue }
      let fitted = try Self.fitted(section, to: field)
      let before = pages[0].drawing.pointCount
      Self.place(fitted, in: field, on: &pages[0])
      guard field.isOnEveryPage else { continue }
      try Self.check(pages[0].drawing.pointCount - before, on: pages.count)
      for page in pages.indices.dropFirst() {
        Self.place(fitted, in: field, on: &pages[page])
      }
    }
    return pages
  }

  /// The most marks of a kind that stand on every page, all pages together.
  private static let mostMarks = 2_000_000

  private static func check(_ marks: Int, on pages: Int) throws(InkError) {
    guard marks * pages > mostMarks else { return }
    throw InkError(
      "The text takes \(pages) pages with \(marks) printed marks or points of an every-page field on each, more than "
        + "\(mostMarks) together; give it larger pages or a larger 'ruling', or divide it.")
  }

  /// The pages that hold the sections which have no place of their own, at least one.
  func flow(_ sections: [WrittenSection]) -> [Page] {
    var flow = Flow(sheet)
    for section in sections where section.field == nil { flow.add(section) }
    return flow.pages
  }

  /// Writes a number at the foot of each page.
  ///
  /// - Parameters:
  ///   - numbers: as many as there are pages, or none.
  ///   - xHeight: in mm.
  public func number(
    _ pages: inout [Page], with numbers: [WrittenParagraph], xHeight: Double, alignment: Alignment
  ) {
    for (page, number) in zip(pages.indices, numbers) {
      guard let line = WrittenLine.lines(of: number, xHeight: 0.9 * xHeight, measure: sheet.measure).first else {
        continue
      }
      pages[page].place(
        line, left: sheet.margins.left, measure: sheet.measure, alignment: alignment,
        baseline: sheet.height - 0.45 * sheet.margins.bottom, isInFlow: false)
    }
  }

  /// The least that a text may be written smaller to fit its field, and the steps there.
  private static let smallest = 0.6
  private static let step = 0.95

  private static func fitted(_ section: WrittenSection, to field: Field) throws(InkError) -> WrittenSection {
    var factor = 1.0
    while true {
      let tried = section.scaled(factor)
      let lines = lines(of: tried, in: field)
      let height = lines.reduce(0) { $0 + 1 + $1.linesBefore } - (lines.first?.linesBefore ?? 0)
      if height <= Double(field.lines) + 1e-9, lines.allSatisfy({ $0.scale > 0.999 * tried.xHeight }) { return tried }
      factor *= step
      guard field.shrinks, factor >= smallest else { break }
    }
    throw InkError(
      """
      The text does not fit its field '\(field.name)' of \(JSONText.number(field.width)) mm and \(field.lines) \
      line\(field.lines == 1 ? "" : "s"); shorten it, give the field more room, a smaller size or fit = "shrink".
      """)
  }

  private static func lines(of section: WrittenSection, in field: Field) -> [WrittenLine] {
    section.paragraphs.flatMap {
      WrittenLine.lines(of: $0, xHeight: section.xHeight, measure: field.width, indent: section.indent)
    }
  }

  private static func place(_ section: WrittenSection, in field: Field, on page: inout Page) {
    var baseline = field.origin.y
    for (index, line) in lines(of: section, in: field).enumerated() {
      if index > 0 { baseline += section.lineSpacing * (1 + line.linesBefore) }
      page.place(
        line, left: field.origin.x, measure: field.width, alignment: section.alignment, baseline: baseline,
        isInFlow: false)
    }
    if let length = section.lineBelow {
      page.addLine(
        below: baseline, left: field.origin.x, measure: field.width, length: min(length, field.width), section: section)
    }
  }

  /// Sections that follow each other from page to page.
  private struct Flow {
    let sheet: Sheet
    /// An empty page with what is printed on it.
    let blank: Page
    var pages: [Page]
    /// Of the last line on the last page; nil before the first.
    var baseline: Double?
    /// Line spacing of the section that this line belongs to.
    private var spacingAbove = 0.0

    init(_ sheet: Sheet) {
      self.sheet = sheet
      blank = Page(
        width: sheet.width, height: sheet.height, drawing: InkDrawing(), rules: sheet.ruling?.rules(of: sheet) ?? [])
      pages = [blank]
    }

    mutating func add(_ section: WrittenSection) {
      let lines = section.paragraphs.flatMap {
        WrittenLine.lines(of: $0, xHeight: section.xHeight, measure: sheet.measure, indent: section.indent)
      }
      let spacing = sheet.ruling?.spacing(near: section.lineSpacing) ?? section.lineSpacing
      // The first line keeps clear of what hangs down from larger writing above it.
      let clear = (spacingAbove + spacing) / 2
      for (number, line) in lines.enumerated() {
        let distance = spacing * (1 + line.linesBefore)
        advance(number == 0 ? max(distance, clear) : distance, section)
        pages[pages.count - 1].place(
          line, left: sheet.margins.left, measure: sheet.measure, alignment: section.alignment, baseline: baseline ?? 0)
      }
      spacingAbove = spacing
      guard let length = section.lineBelow else { return }
      if lines.isEmpty { advance(spacing * (1 + (section.paragraphs.first?.linesBefore ?? 1)), section) }
      pages[pages.count - 1].addLine(
        below: baseline ?? 0, left: sheet.margins.left, measure: sheet.measure, length: min(length, sheet.measure),
        section: section)
    }

    /// Goes on to the next line, on the next page where this one is full.
    private mutating func advance(_ distance: Double, _ section: WrittenSection) {
      let top = onLine(sheet.margins.top + PageSetup.firstBaseline(xHeight: section.xHeight))
      guard let before = baseline else {
        baseline = top
        return
      }
      let next = onLine(before + distance)
      let lowest = sheet.height - sheet.margins.bottom - 0.6 * section.xHeight
      if next > lowest + 1e-9 {
        pages.append(blank)
        baseline = top
      } else {
        baseline = next
      }
    }

    private func onLine(_ y: Double) -> Double { sheet.ruling?.baseline(atOrBelow: y, on: sheet) ?? y }
  }
}

extension Page {
  /// Puts a line between two margins.
  mutating func place(
    _ line: WrittenLine, left: Double, measure: Double, alignment: Alignment, baseline: Double, isInFlow: Bool = true
  ) {
    let free = max(0, measure - line.indent - line.width)
    let start = line.kept(on: width, at: left + line.indent + free * alignment.shareBefore)
    var placed = PlacedLine(words: [], baseline: baseline, xHeight: line.scale, isInFlow: isInFlow)
    for (word, x) in line.words {
      let first = drawing.strokes.count
      drawing.strokes += word.drawing.placed(dx: start + x * line.scale, dy: baseline, scale: line.scale).strokes
      placed.words.append(
        PlacedWord(
          text: word.text, strokes: first..<drawing.strokes.count, characterPoints: word.characterPoints,
          marks: word.marks))
    }
    lines.append(placed)
  }

  /// Prints the line that one signs on.
  fileprivate mutating func addLine(
    below baseline: Double, left: Double, measure: Double, length: Double, section: WrittenSection
  ) {
    let start = left + (measure - length) * section.alignment.shareBefore
    let y = baseline + 0.5 * section.xHeight
    rules.append(Rule(from: Point(x: start, y: y), to: Point(x: start + length, y: y), width: 0.25))
  }
}
