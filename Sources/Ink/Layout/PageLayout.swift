/// Flows written words into lines and pages of one size.
///
/// Every line stands level on its baseline; a word that does not fit goes to the next
/// line, a line that does not fit to the next page. Between words written one after the other their own room is kept,
/// drawn towards the usual one; where a line was taken up anew the usual room is left.
public struct PageLayout: Sendable {
  public var setup: PageSetup

  public init(_ setup: PageSetup) { self.setup = setup }

  /// The pages that hold these paragraphs, at least one.
  public func pages(_ paragraphs: [WrittenParagraph]) -> [Page] {
    guard let sheet = setup.sheet else { return [tightPage(paragraphs)] }
    return SheetLayout(sheet).flow([
      WrittenSection(
        paragraphs, xHeight: setup.xHeight, lineSpacing: setup.lineSpacing, alignment: setup.alignment)
    ])
  }

  /// A sheet around the ink, its margins measured from the outermost points.
  private func tightPage(_ paragraphs: [WrittenParagraph]) -> Page {
    let lines = paragraphs.flatMap { WrittenLine.lines(of: $0, xHeight: setup.xHeight, measure: .infinity) }
    var page = Page(width: 0, height: 0, drawing: InkDrawing())
    let widest = lines.map(\.width).max() ?? 0
    var baseline = 0.0
    for line in lines {
      if !page.lines.isEmpty { baseline += setup.lineSpacing * (1 + line.linesBefore) }
      page.place(line, left: 0, measure: widest, alignment: setup.alignment, baseline: baseline)
    }
    let bounds = page.drawing.bounds ?? Bounds(minX: 0, minY: 0, maxX: 0, maxY: 0)
    let dx = setup.margin - bounds.minX
    let dy = setup.margin - bounds.minY
    page.drawing = page.drawing.placed(dx: dx, dy: dy)
    for index in page.lines.indices { page.lines[index].baseline += dy }
    page.width = bounds.width + 2 * setup.margin
    page.height = bounds.height + 2 * setup.margin
    return page
  }
}
