import Glibc
import Testing

@testable import Ink

/// A zigzag of letters: each goes down from the mean line to the baseline and up again; words of `word` letters.
func zigzag(letters: Int, word: Int, xHeight: Double, slope: Double = 0, wave: Double = 0) -> InkDrawing {
  var strokes: [Stroke] = []
  var x = 10.0
  for first in stride(from: 0, to: letters, by: word) {
    var points: [Point] = []
    for _ in first..<min(first + word, letters) {
      for step in 0..<8 {
        let phase = Double(step) / 8
        let height = abs(2 * phase - 1)
        let y = 300 + slope * x + wave * sin(x / (20 * xHeight)) - height * xHeight
        points.append(Point(x: x, y: y))
        x += xHeight / 8
      }
    }
    strokes.append(Stroke(points))
    x += 1.2 * xHeight
  }
  return InkDrawing(strokes)
}

func bottoms(_ drawing: InkDrawing) -> [Double] { Turns(of: drawing).bottoms.map(\.point.y) }

@Suite struct LevellingTests {
  @Test(arguments: [-0.2, -0.05, 0, 0.03, 0.15])
  func aSlantedLineEndsLevel(slope: Double) {
    let line = zigzag(letters: 36, word: 6, xHeight: 100, slope: slope)
    let levelled = LevelledPassage(Passage(characters: [], drawing: line), denoising: 0)
    for y in bottoms(levelled.passage.drawing) { #expect(abs(y) < 6) }
    #expect(abs((levelled.passage.drawing.bounds?.minX ?? 1)) < 1e-9)
  }

  @Test func wanderingFromWordToWordIsRemoved() {
    let line = zigzag(letters: 60, word: 5, xHeight: 100, wave: 30)
    let levelled = LevelledPassage(Passage(characters: [], drawing: line), denoising: 0)
    #expect((bottoms(levelled.passage.drawing).map(abs).max() ?? 99) < 12)
  }

  @Test(arguments: [40.0, 100, 250])
  func theXHeightIsFoundWhateverTheUnit(xHeight: Double) throws {
    let line = zigzag(letters: 30, word: 5, xHeight: xHeight, slope: 0.05)
    let found = try #require(LevelledPassage(Passage(characters: [], drawing: line), denoising: 0).xHeight)
    #expect(abs(found / xHeight - 1) < 0.1)
  }

  @Test func descendersDoNotPullTheBaselineDown() {
    var line = zigzag(letters: 30, word: 5, xHeight: 100)
    for word in stride(from: 0, to: 6, by: 2) {
      let x = line.strokes[word].points[12].x
      line.strokes.append(Stroke((0..<20).map { Point(x: x, y: 210 + Double($0) * 10) }))
    }
    let levelled = LevelledPassage(Passage(characters: [], drawing: line), denoising: 0)
    let low = bottoms(levelled.passage.drawing).sorted()
    #expect(abs(low[low.count / 2]) < 8)
  }

  @Test func capitalsAreNotTakenForTallSmallLetters() throws {
    let drawing = zigzag(letters: 12, word: 12, xHeight: 180)
    let count = drawing.pointCount / 12
    let ranges = (0..<12).map { $0 * count..<($0 + 1) * count }
    let capitals = Passage(characters: Array("ABEFHIKLMNRT"), drawing: drawing, characterPoints: ranges)
    let found = try #require(LevelledPassage(capitals, denoising: 0).xHeight)
    #expect(abs(found - 100) < 12)
  }

  @Test func linesOfDifferentSizeComeToOne() {
    let passages = [90.0, 100, 100, 110].map { size in
      LevelledPassage(Passage(characters: [], drawing: zigzag(letters: 40, word: 5, xHeight: size)), denoising: 0)
    }
    let sizes = CommonSize.xHeights(of: passages, usual: 110)
    #expect(zip(sizes, [90.0, 100, 100, 110]).allSatisfy { abs($0 / $1 - 1) < 0.06 })
  }

  @Test func aLineThatCannotBeMeasuredTakesTheCommonSize() {
    let dot = Passage(characters: ["."], drawing: InkDrawing([Stroke([Point(x: 1, y: 1)])]))
    let passages = [
      LevelledPassage(dot),
      LevelledPassage(Passage(characters: [], drawing: zigzag(letters: 40, word: 5, xHeight: 100))),
    ]
    let sizes = CommonSize.xHeights(of: passages, usual: 110)
    #expect(sizes[0] > 85 && sizes[0] < 110)
    #expect(LevelledPassage(Passage(characters: [], drawing: InkDrawing())).xHeight == nil)
  }

  @Test func aLoneDashIsNotBlownUpToALettersSize() {
    let dash = Stroke((0..<20).map { Point(x: 4 * Double($0), y: Double($0 % 3)) })
    let passage = LevelledPassage(Passage(characters: ["-"], drawing: InkDrawing([dash])))
    #expect(CommonSize.xHeights(of: [passage], usual: 100)[0] >= 50)
    let dot = LevelledPassage(Passage(characters: ["."], drawing: InkDrawing([Stroke([Point(x: 1, y: 1)])])))
    #expect(CommonSize.xHeights(of: [dot], usual: 100) == [100])
  }
}

@Suite struct WordTests {
  @Test func wordsAreCutAtTheSpaceWithALateDotStayingWithItsWord() {
    var strokes = zigzag(letters: 10, word: 5, xHeight: 1).strokes
    // The dot of the first word, written after the word itself.
    strokes.insert(Stroke([Point(x: strokes[0].points[20].x, y: 298)]), at: 1)
    let drawing = InkDrawing(strokes)
    let first = strokes[0].points.count
    let all = drawing.pointCount
    let ranges: [Range<Int>] = [
      0..<first / 2, first / 2..<first, first..<first + 3, first + 3..<first + 20, first + 20..<all,
    ]
    let passage = Passage(characters: Array("ab cd"), drawing: drawing, characterPoints: ranges)
    let words = WrittenWord.words(of: LevelledPassage(passage, denoising: 0), xHeight: 1)
    #expect(words.map(\.text) == ["ab", "cd"])
    #expect(words.map(\.drawing.strokes.count) == [2, 1])
    #expect(abs((words[0].gapAfter ?? 0) - 1.325) < 0.2)
    #expect(words[1].gapAfter == nil)
  }

  @Test func wordsThatTouchStayTogether() {
    let drawing = zigzag(letters: 10, word: 10, xHeight: 1)
    let half = drawing.pointCount / 2
    let passage = Passage(
      characters: Array("a b"), drawing: drawing, characterPoints: [0..<half, half..<half, half..<2 * half])
    #expect(WrittenWord.words(of: LevelledPassage(passage), xHeight: 1).map(\.text) == ["a b"])
  }

  @Test func inkWithoutTextIsCutAtWideGaps() {
    let drawing = zigzag(letters: 20, word: 5, xHeight: 100)
    let words = WrittenWord.words(of: LevelledPassage(Passage(characters: [], drawing: drawing)), xHeight: 100)
    #expect(words.count == 4)
  }
}

@Suite struct PageTests {
  private func word(_ text: String, width: Double, gapAfter: Double? = nil) -> WrittenWord {
    WrittenWord(
      text: text, drawing: InkDrawing([Stroke([Point(x: 0, y: -1), Point(x: width, y: 0)])]), width: width,
      gapAfter: gapAfter)
  }

  private func layout(_ format: PageFormat, alignment: Alignment = .left) -> PageLayout {
    PageLayout(PageSetup(format: format, margin: 20, xHeight: 2, lineSpacing: 8, alignment: alignment))
  }

  @Test func wordsFlowIntoLinesWithinTheMargins() {
    let words = (0..<40).map { word("w\($0)", width: 9, gapAfter: 1) }
    let pages = layout(.a4).pages([WrittenParagraph(words: words)])
    #expect(pages.count == 1)
    #expect(pages[0].lines.count > 1)
    #expect(pages[0].lines.flatMap(\.words).map(\.text) == words.map(\.text))
    let bounds = pages[0].drawing.bounds
    #expect((bounds?.minX ?? 0) == 20 && (bounds?.maxX ?? 999) <= 190)
    for (a, b) in zip(pages[0].lines, pages[0].lines.dropFirst()) { #expect(abs(b.baseline - a.baseline - 8) < 1e-9) }
  }

  @Test(arguments: [PageFormat.a4, .letter])
  func aFullPageIsFollowedByMoreAndNoInkLeavesIt(format: PageFormat) throws {
    let paragraphs = (0..<100).map { WrittenParagraph(words: [word("line\($0)", width: 30)]) }
    let layout = layout(format)
    let pages = layout.pages(paragraphs)
    let size = try #require(format.size)
    // Margins of 20, the first baseline 2.2 and the last 0.6 x-heights of 2 within them, a line each 8 mm.
    let perPage = Int((size.height - 2 * 20 - (2.2 + 0.6) * 2) / 8) + 1
    #expect(pages.count == (100 + perPage - 1) / perPage)
    #expect(pages[0].lines.count == perPage)
    for page in pages {
      #expect(page.width == format.size?.width && page.height == format.size?.height)
      #expect(page.lines.allSatisfy { $0.baseline < page.height - 20 })
    }
    #expect(pages.flatMap(\.lines).map(\.text) == (0..<100).map { "line\($0)" })
  }

  @Test func paragraphsBeginNewLinesAndKeepApart() {
    let pages = layout(.a4).pages([
      WrittenParagraph(words: [word("a", width: 3)]), WrittenParagraph(words: [word("b", width: 3)], linesBefore: 1),
    ])
    #expect(pages[0].lines.map(\.text) == ["a", "b"])
    #expect(abs(pages[0].lines[1].baseline - pages[0].lines[0].baseline - 16) < 1e-9)
  }

  @Test func aWordWiderThanThePageIsWrittenSmaller() {
    let pages = layout(.a4).pages([WrittenParagraph(words: [word("wide", width: 200)])])
    let bounds = pages[0].drawing.bounds
    #expect(abs((bounds?.maxX ?? 0) - 190) < 1e-9)
  }

  @Test func aSheetAroundALineFollowsTheInk() {
    let page = layout(.line).pages([
      WrittenParagraph(words: [word("a", width: 100, gapAfter: 1), word("b", width: 100)])
    ])[0]
    #expect(page.lines.count == 1)
    #expect(abs(page.width - (2 * 20 + 2 * (200 + 1))) < 1)
    #expect(abs(page.height - (2 * 20 + 2)) < 1e-9)
  }

  @Test func linesStandWhereTheyAreAligned() {
    let paragraph = WrittenParagraph(words: [word("a", width: 10)])
    let right = layout(.a4, alignment: .right).pages([paragraph])[0].drawing.bounds
    #expect(abs((right?.maxX ?? 0) - 190) < 1e-9)
    let centre = layout(.a4, alignment: .centre).pages([paragraph])[0].drawing.bounds
    #expect(abs(((centre?.minX ?? 0) + (centre?.maxX ?? 0)) / 2 - 105) < 1e-9)
  }

  @Test func strokesOfAWordAreThoseOfItsInk() {
    let page = layout(.a4).pages([WrittenParagraph(words: [word("a", width: 3), word("b", width: 3)])])[0]
    #expect(page.lines[0].words.map(\.strokes) == [0..<1, 1..<2])
    #expect(page.lines[0].strokes == 0..<2)
  }
}
