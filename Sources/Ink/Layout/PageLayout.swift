/// Flows written words into lines and pages.
///
/// Every line stands level on its baseline; a word that does not fit goes to the next
/// line, a line that does not fit to the next page. Between words written one after the other their own room is kept,
/// drawn towards the usual one; where a line was taken up anew the usual room is left.
public struct PageLayout: Sendable {
  public var setup: PageSetup

  public init(_ setup: PageSetup) { self.setup = setup }

  private struct Line {
    var words: [(word: WrittenWord, x: Double)] = []
    var linesBefore = 0.0
    /// Scale from x-heights to mm.
    var scale = 1.0
    /// In mm.
    var width: Double { (words.last.map { $0.x + $0.word.width } ?? 0) * scale }
  }

  /// The pages that hold these paragraphs, at least one.
  public func pages(_ paragraphs: [WrittenParagraph]) -> [Page] {
    let lines = paragraphs.flatMap(lines)
    guard let size = setup.format.size else { return [tightPage(lines)] }
    var pages: [Page] = []
    var page = Page(width: size.width, height: size.height, drawing: InkDrawing())
    let top = setup.margin + setup.firstBaseline
    let lowest = size.height - setup.margin - 0.6 * setup.xHeight
    var baseline = top
    for line in lines {
      if !page.lines.isEmpty {
        baseline += setup.lineSpacing * (1 + line.linesBefore)
        if baseline > lowest + 1e-9 {
          pages.append(page)
          page = Page(width: size.width, height: size.height, drawing: InkDrawing())
          baseline = top
        }
      }
      let free = max(0, setup.measure - line.width)
      place(line, on: &page, left: setup.margin + free * setup.alignment.shareBefore, baseline: baseline)
    }
    return pages + [page]
  }

  /// A paragraph's words, broken into lines; an empty paragraph has none.
  private func lines(_ paragraph: WrittenParagraph) -> [Line] {
    let usual = usualGap(paragraph.words)
    var lines: [Line] = []
    var line = Line(linesBefore: paragraph.linesBefore, scale: setup.xHeight)
    var right = 0.0
    var gap = 0.0
    for word in paragraph.words {
      if !line.words.isEmpty, (right + gap + word.width) * line.scale > setup.measure {
        lines.append(line)
        line = Line(scale: setup.xHeight)
      }
      let x = line.words.isEmpty ? 0 : right + gap
      line.words.append((word, x))
      right = x + word.width
      // A word alone that is wider than the sheet is written as much smaller as it needs.
      if right * line.scale > setup.measure { line.scale = setup.measure / right }
      gap = word.gapAfter.map { min(max(usual + 0.6 * ($0 - usual), 0.5 * usual), 1.8 * usual) } ?? usual
    }
    return line.words.isEmpty ? lines : lines + [line]
  }

  /// The median room between words that were written one after the other, within what is usual in handwriting.
  private func usualGap(_ words: [WrittenWord]) -> Double {
    min(max(Turns.median(words.compactMap(\.gapAfter)) ?? 1.1, 0.8), 1.8)
  }

  private func place(_ line: Line, on page: inout Page, left: Double, baseline: Double) {
    var placed = PlacedLine(words: [], baseline: baseline)
    for (word, x) in line.words {
      let first = page.drawing.strokes.count
      page.drawing.strokes +=
        word.drawing.placed(dx: left + x * line.scale, dy: baseline, scale: line.scale).strokes
      placed.words.append(
        PlacedWord(
          text: word.text, strokes: first..<page.drawing.strokes.count, characterPoints: word.characterPoints))
    }
    page.lines.append(placed)
  }

  /// A sheet around the ink, its margins measured from the outermost points.
  private func tightPage(_ lines: [Line]) -> Page {
    var page = Page(width: 0, height: 0, drawing: InkDrawing())
    let widest = lines.map(\.width).max() ?? 0
    var baseline = 0.0
    for line in lines {
      if !page.lines.isEmpty { baseline += setup.lineSpacing * (1 + line.linesBefore) }
      let left = (widest - line.width) * setup.alignment.shareBefore
      place(line, on: &page, left: left, baseline: baseline)
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
