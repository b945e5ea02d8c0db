import Testing

@testable import Ink

@Suite struct SheetLayoutTests {
  private let sheet = Sheet(width: 100, height: 80, margins: Margins(10))

  private func word(_ text: String, width: Double = 3) -> WrittenWord {
    WrittenWord(
      text: text, drawing: InkDrawing([Stroke([Point(x: 0, y: -1), Point(x: width, y: 0)])]), width: width, gapAfter: 1)
  }

  private func section(_ texts: [String], width: Double = 3, field: Field? = nil) -> WrittenSection {
    WrittenSection(
      [WrittenParagraph(words: texts.map { word($0, width: width) })], xHeight: 2, lineSpacing: 8, field: field)
  }

  @Test func sectionsFollowEachOtherInTheirOwnSizes() throws {
    var large = section(["b"])
    large.xHeight = 4
    large.lineSpacing = 16
    large.alignment = .right
    let page = try SheetLayout(sheet).pages([section(["a"]), large])[0]
    #expect(page.lines.map(\.text) == ["a", "b"])
    #expect(abs(page.lines[1].baseline - page.lines[0].baseline - 16) < 1e-9)
    #expect(page.drawing.bounds?.maxX == 90)
  }

  @Test func smallWritingKeepsClearOfWhatHangsDownFromLargeWriting() throws {
    var heading = section(["a"])
    (heading.xHeight, heading.lineSpacing) = (8, 30)
    let page = try SheetLayout(Sheet(width: 100, height: 200, margins: Margins(10))).pages([
      heading, section(["b", "c"]),
    ])[0]
    #expect(abs(page.lines[1].baseline - page.lines[0].baseline - 19) < 1e-9)
  }

  @Test func lettersThatLeanStayOnThePage() throws {
    let lean = WrittenWord(
      text: "y", drawing: InkDrawing([Stroke([Point(x: -1, y: 1), Point(x: 4, y: -1)])]), width: 3)
    for alignment in [Alignment.left, .right] {
      let field = Field(name: "f", origin: Point(x: 0, y: 20), width: 100)
      let section = WrittenSection(
        [WrittenParagraph(words: [lean])], xHeight: 2, lineSpacing: 8, alignment: alignment, field: field)
      let bounds = try #require(try SheetLayout(sheet).pages([section])[0].drawing.bounds)
      #expect(alignment == .left ? abs(bounds.minX) < 1e-9 : abs(bounds.maxX - 100) < 1e-9)
    }
  }

  @Test func aWordInPartsStandsTogetherUnlessTheLineEnds() {
    var parts = ["a", "b", "c"].map { word($0) }
    (parts[0].gapAfter, parts[0].continues) = (nil, true)
    let paragraph = WrittenParagraph(words: parts)
    let line = WrittenLine.lines(of: paragraph, xHeight: 2, measure: 100)
    #expect(line.count == 1 && abs(line[0].words[1].x - 3.25) < 1e-9 && line[0].words[2].x > 7)
    #expect(WrittenLine.lines(of: paragraph, xHeight: 2, measure: 7).map(\.words.count) == [1, 1, 1])
  }

  @Test func whatDoesNotFitGoesOnOnFurtherPages() throws {
    let pages = try SheetLayout(sheet).pages((0..<20).map { section(["w\($0)"]) })
    #expect(pages.count > 1)
    #expect(pages.flatMap(\.lines).map(\.text) == (0..<20).map { "w\($0)" })
    #expect(pages.allSatisfy { $0.lines.allSatisfy { $0.baseline < 70 } })
  }

  @Test("On lined paper every baseline is a printed line")
  func linedPaper() throws {
    var lined = sheet
    lined.ruling = Ruling(.lined, distance: 9)
    let page = try SheetLayout(lined).pages((0..<4).map { section(["w\($0)"]) })[0]
    let printed = page.rules.map(\.from.y)
    #expect(!printed.isEmpty)
    for line in page.lines { #expect(printed.contains { abs($0 - line.baseline) < 1e-9 }) }
    for (a, b) in zip(page.lines, page.lines.dropFirst()) { #expect(abs(b.baseline - a.baseline - 9) < 1e-9) }
  }

  @Test(arguments: [Ruling.Pattern.squared, .dotted])
  func otherPaperIsPrintedAllOverAndWrittenOnItsLines(pattern: Ruling.Pattern) throws {
    var ruled = sheet
    ruled.ruling = Ruling(pattern, distance: 5)
    let page = try SheetLayout(ruled).pages([section(["a"]), section(["b"])])[0]
    #expect(page.rules.count >= (pattern == .squared ? 30 : 200))
    #expect(page.lines.allSatisfy { abs($0.baseline / 5 - ($0.baseline / 5).rounded()) < 1e-9 })
  }

  @Test func aFieldStandsWhereItIsPutAndOnEveryPageIfAskedFor() throws {
    let place = Field(name: "name", origin: Point(x: 40, y: 30), width: 40)
    var header = place
    header.isOnEveryPage = true
    let flow = (0..<20).map { section(["w\($0)"]) }
    let pages = try SheetLayout(sheet).pages(flow + [section(["here"], field: place), section(["top"], field: header)])
    #expect(pages.map { $0.lines.count { $0.text == "here" } } == [1] + Array(repeating: 0, count: pages.count - 1))
    #expect(pages.allSatisfy { $0.lines.contains { $0.text == "top" && $0.baseline == 30 } })
    let line = try #require(pages[0].lines.first { $0.text == "here" })
    #expect(pages[0].drawing.strokes[line.strokes.lowerBound].points[0].x == 40)
  }

  @Test func aTextTooLongForItsFieldIsRefusedOrWrittenSmaller() throws {
    let field = Field(name: "town", origin: Point(x: 10, y: 30), width: 30)
    let long = ["aaa", "bbb", "ccc", "ddd"]
    let fault = #expect(throws: InkError.self) {
      try SheetLayout(sheet).pages([section(long, width: 4, field: field)])
    }
    #expect(fault?.message.contains("'town'") == true && fault?.message.contains("1 line;") == true)
    var shrinking = field
    shrinking.shrinks = true
    let page = try SheetLayout(sheet).pages([section(long, width: 4, field: shrinking)])[0]
    #expect(page.lines.count == 1)
    #expect((page.drawing.bounds?.maxX ?? 99) <= 40 + 1e-9)
    #expect(throws: InkError.self) {
      try SheetLayout(sheet).pages([section(long, width: 9, field: shrinking)])
    }
  }

  @Test func aLineToSignOnIsPrintedBelowTheSection() throws {
    var signature = section(["me"])
    signature.lineBelow = 50
    let page = try SheetLayout(sheet).pages([signature])[0]
    let rule = try #require(page.rules.first)
    #expect(rule.from.x == 10 && rule.to.x == 60 && rule.from.y > page.lines[0].baseline)
    signature.field = Field(name: "sign", origin: Point(x: 20, y: 40), width: 70)
    let placed = try #require(try SheetLayout(sheet).pages([signature])[0].rules.first)
    #expect(placed.from.x == 20 && placed.to.x == 70 && placed.from.y > 40)
  }

  @Test func pagesGetTheirNumbersAtTheFoot() throws {
    let layout = SheetLayout(sheet)
    var pages = try layout.pages((0..<20).map { section(["w\($0)"]) })
    let numbers = pages.indices.map { WrittenParagraph(words: [word("\($0 + 1)")]) }
    layout.number(&pages, with: numbers, xHeight: 2, alignment: .centre)
    for (number, page) in pages.enumerated() {
      let last = try #require(page.lines.last)
      #expect(last.text == "\(number + 1)" && last.baseline > 70)
      let middle = (page.drawing.strokes.last?.points.map(\.x) ?? []).reduce(0, +) / 2
      #expect(abs(middle - 50) < 1e-9)
    }
  }

  @Test func firstLinesOfParagraphsAreSetIn() throws {
    var text = section((0..<30).map { "w\($0)" })
    text.indent = 8
    let page = try SheetLayout(sheet).pages([text])[0]
    let starts = page.lines.map { page.drawing.strokes[$0.strokes.lowerBound].points[0].x }
    #expect(starts.first == 18 && starts.dropFirst().allSatisfy { $0 == 10 })
    #expect((page.drawing.bounds?.maxX ?? 99) <= 90 + 1e-9)
  }

  @Test("A short word is not left alone on the last line of a paragraph")
  func noWidowWords() {
    // Nine words of 3 and gaps of 1 fill 35 x-heights; the tenth would stand alone.
    let paragraph = WrittenParagraph(words: (0..<10).map { word("w\($0)") })
    let lines = WrittenLine.lines(of: paragraph, xHeight: 1, measure: 36)
    #expect(lines.map(\.words.count) == [8, 2])
    #expect(lines.map(\.width).max() ?? 99 <= 36)
    // But where the word above is so wide that both do not fit, the short one stays alone.
    let wide = WrittenParagraph(words: [word("a"), word("b"), word("c"), word("wide", width: 24), word("d", width: 5)])
    #expect(WrittenLine.lines(of: wide, xHeight: 1, measure: 29).map(\.width).max() ?? 99 <= 29)
  }
}

@Suite struct MannerTests {
  /// Two letters, each a straight line up through the mean line, a hundred units high and apart.
  private let passage = Passage(
    characters: ["l", "l"],
    drawing: InkDrawing([
      Stroke([Point(x: 0, y: 20), Point(x: 0, y: -200)]), Stroke([Point(x: 100, y: 20), Point(x: 100, y: -200)]),
    ]), characterPoints: [0..<2, 2..<4])

  @Test func lettersGetWiderAndFartherApart() {
    let shaped = Manner(width: 1.5, letterSpacing: 0.5).shaped(passage, xHeight: 100)
    #expect(shaped.drawing.strokes.map { $0.points[0].x } == [0, 225])
  }

  @Test func extendersGrowAndTheMiddleStays() {
    let shaped = Manner(extenders: 2).shaped(passage, xHeight: 100)
    #expect(shaped.drawing.strokes[0].points.map(\.y) == [40, -300])
  }

  @Test func aSlantTurnsTheStemAboutTheBaseline() {
    let word = WrittenWord(
      text: "l", drawing: InkDrawing([Stroke([Point(x: 0, y: 0), Point(x: 0, y: -1)])]), width: 0.5)
    let leaning = Manner(slant: 45).leaning(word)
    let top = leaning.drawing.strokes[0].points[1]
    #expect(abs(top.x - 1) < 1e-5 && top.y == -1 && leaning.drawing.strokes[0].points[0].x == 0)
    #expect(leaning.width == 0.5)
  }

  @Test("However close letters come, words are parted where they were drawn apart")
  func wordsAreParted() {
    let drawing = zigzag(letters: 20, word: 10, xHeight: 100)
    let points = drawing.pointCount / 2
    let passage = Passage(
      characters: Array("ab cd"), drawing: drawing,
      characterPoints: [
        0..<points / 2, points / 2..<points, points..<points, points..<points * 3 / 2, points * 3 / 2..<2 * points,
      ])
    func words(_ manner: Manner) -> [String] {
      Composition([.init(passages: [passage])], usualXHeight: 100, manner: manner).paragraphs[0].words.map(\.text)
    }
    #expect(words(.plain) == ["ab", "cd"])
    #expect(words(Manner(width: 0.3, letterSpacing: -0.3)) == ["ab", "cd"])
  }

  @Test func thePlainMannerChangesNothing() {
    #expect(Manner.plain.shaped(passage, xHeight: 100) == passage)
  }
}

@Suite struct PrintedRulesTests {
  private let page = Page(
    width: 20, height: 10, drawing: InkDrawing([Stroke([Point(x: 5, y: 5), Point(x: 15, y: 5)])]),
    rules: [Rule(from: Point(x: 0, y: 8), to: Point(x: 20, y: 8), width: 0.2)])
  private let look = InkAppearance(penWidth: 1, ink: .black, paper: .white)

  @Test("What is printed stands in every picture, whatever the pen", arguments: Pen.allCases)
  func rulesUnderEveryPen(pen: Pen) throws {
    var look = look
    look.pen = pen
    let plain = Page(width: 20, height: 10, drawing: page.drawing)
    func content(_ page: Page) throws -> Int { try PDFRenderer(look).render([page]).count }
    #expect(try content(page) > content(plain))
    func paths(_ page: Page) throws -> Int {
      String(decoding: try SVGRenderer(look).render([page]), as: UTF8.self).split(separator: "<path").count
    }
    #expect(try paths(page) == paths(plain) + 1)
  }

  @Test func theSheetThatWritesItselfHasItsPrintedLinesAndThePlotterHasNone() {
    let renderer = StrokeSVG(appearance: look, xHeight: 1, title: "", receipt: nil)
    let pages = [page, page]
    #expect(String(decoding: renderer.render(pages, as: .animated), as: UTF8.self).contains("y1=\"18\""))
    #expect(!String(decoding: renderer.render(pages, as: .plotter), as: UTF8.self).contains("<line"))
  }

  @Test func onAScanThePrintedLinesLieAsTheInkDoes() {
    let motion = SheetMotion(middle: Point(x: 10, y: 5), halfTangent: 0.01, shift: Point(x: 0.5, y: 0))
    let rule = motion.moved(page.rules)[0]
    #expect(rule.from == motion.moved(page.rules[0].from) && rule.to == motion.moved(page.rules[0].to))
    #expect(rule.from.y != rule.to.y)
  }

  @Test func pixelsOfARuleAreMarkedAndInkIsHalved() {
    let rules = PrintedRules([page], scale: 10, size: PictureSize([page], resolution: 254))
    let coverage = [UInt8](repeating: 255, count: 200)
    var marked = [UInt8](repeating: 0, count: 200)
    func mark(_ row: Int) {
      coverage.withUnsafeBufferPointer { input in
        marked.withUnsafeMutableBufferPointer { rules.mark(input, row: row, into: $0) }
      }
    }
    mark(80)
    #expect(marked.allSatisfy { $0 == 255 })
    mark(40)
    #expect(marked.allSatisfy { $0 == 127 })
  }
}
