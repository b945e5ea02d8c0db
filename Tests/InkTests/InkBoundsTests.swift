import Testing

@testable import Ink

/// Ink that is allowed to come, and would take all memory, all time, or the process if nobody looked.
@Suite struct InkBoundsTests {
  private func refusal(_ body: () throws(InkError) -> Void) -> String? {
    do throws(InkError) {
      try body()
      return nil
    } catch { return error.message }
  }

  @Test func inkOfNoHeightToSpeakOfGivesNoHand() throws {
    let points = (0..<40).map { "[\($0)e-10, \($0 % 2)e-10]" } + ["[1000000, 1e-10]"]
    let content = "{\"strokes\": [[\(points.joined(separator: ", "))]]}"
    let sample = try InkSample(content, longestText: 30)
    #expect(refusal { () throws(InkError) in _ = try sample.sized(toXHeight: 40) }?.contains("no height") == true)
    let lines = try InkLines(content)
    #expect(refusal { () throws(InkError) in _ = try lines.sized(toXHeight: 40) }?.contains("no height") == true)
  }

  @Test(arguments: [1e300, -1e300, .infinity, -.infinity, .nan, 1e18])
  func everyNumberCanBeWritten(number: Double) {
    #expect(Double(JSONText.number(number)) != nil)
  }

  @Test func linesThatShareStrokesCountEachTime() {
    let strokes = (0..<1000).map { "[[\($0), 0], [\($0), 1]]" }.joined(separator: ", ")
    let line = "{\"words\": [{\"text\": \"\", \"firstStroke\": 0, \"strokeCount\": 1000}]}"
    let lines = Array(repeating: line, count: 5000).joined(separator: ", ")
    let content = "{\"strokes\": [\(strokes)], \"lines\": [\(lines)]}"
    #expect(refusal { () throws(InkError) in _ = try InkLines(content) }?.contains("more than 100000 points") == true)
  }

  @Test func linesOfEmptyStrokesAreNotReadWithoutEnd() {
    let strokes = Array(repeating: "[]", count: 50_000).joined(separator: ", ")
    let line = "{\"words\": [{\"text\": \"\", \"firstStroke\": 0, \"strokeCount\": 50000}]}"
    let lines = Array(repeating: line, count: 5000).joined(separator: ", ")
    let content = "{\"strokes\": [\(strokes)], \"lines\": [\(lines)]}"
    #expect(refusal { () throws(InkError) in _ = try InkLines(content) }?.contains("more than 100000 strokes") == true)
  }

  @Test func aSampleThatWasReadIsRememberedByAllThatItDependsOn() throws {
    let content = "{\"text\": \"ab\", \"strokes\": [[[0, 0], [10, 20], [20, 0], [30, 20], [40, 0]]]}"
    let small = try InkSample.sized(content, longestText: 30, toXHeight: 10)
    #expect(try InkSample.sized(content, longestText: 30, toXHeight: 10) == small)
    let large = try InkSample.sized(content, longestText: 30, toXHeight: 20)
    #expect(large.text == "ab" && large.drawing != small.drawing)
    #expect(refusal { () throws(InkError) in _ = try InkSample.sized(content, longestText: 1, toXHeight: 10) } != nil)
    var reads = 0
    let known = KnownContents<Int>(limit: 2)
    func value(_ content: String) -> Int {
      known.value(of: content) { () in
        reads += 1
        return content.utf8.count
      }
    }
    // The second is the first in other scalars.
    #expect(value("\u{E9}") == 2 && value("e\u{301}") == 3 && value("\u{E9}") == 2 && reads == 2)
    #expect(value("c") == 1 && value("\u{E9}") == 2 && reads == 4)
  }

  @Test func curvesOfFewNumbersAreNotDrawnWithoutEnd() {
    let curves = String(repeating: "T9e5 0 0 0 ", count: 5000)
    for svg in [
      "<svg><path d=\"M0 0\(curves)\"/></svg>",
      "<svg>\(String(repeating: "<path d=\"M0 0\(curves.prefix(1100))\"/>", count: 40))</svg>",
    ] {
      let refusal = refusal { () throws(InkError) in _ = try InkLines(svg) }
      #expect(refusal?.contains("more than 100000 points") == true, "\(refusal ?? "read")")
    }
  }

  @Test func aTraceHasFewChannels() {
    let channels = String(repeating: "<channel name=\"F\"/>", count: 70)
    let ink = """
      <ink><traceFormat>\(channels)<channel name="X"/><channel name="Y"/></traceFormat><trace></trace></ink>
      """
    #expect(refusal { () throws(InkError) in _ = try InkLines(ink) }?.contains("more than 64 channels") == true)
  }

  @Test func aBaselineIsFittedToNoMoreTurnsThanTellSomething() {
    let zigzag = Stroke((0..<20_000).map { Point(x: Double($0), y: $0 % 2 == 0 ? 0 : -10) })
    let passage = Passage(characters: [], drawing: InkDrawing([zigzag]))
    #expect(LevelledPassage.standing(Turns(of: passage.drawing), passage.owners).count <= 2000)
    let levelled = LevelledPassage(passage, denoising: 0)
    #expect(levelled.xHeight.map { abs($0 - 10) < 0.5 } == true)
  }

  @Test func pagesDoNotMultiplyWhatIsPrintedOnThem() throws {
    var sheet = Sheet(width: 400, height: 40, margins: Margins(10))
    sheet.ruling = Ruling(.dotted, distance: 2)
    func section(_ lines: Int) -> WrittenSection {
      let word = WrittenWord(
        text: "w", drawing: InkDrawing([Stroke([Point(x: 0, y: -1), Point(x: 3, y: 0)])]), width: 3, gapAfter: 1)
      return WrittenSection(
        (0..<lines).map { _ in WrittenParagraph(words: [word]) }, xHeight: 2, lineSpacing: 20, field: nil)
    }
    #expect(try SheetLayout(sheet).pages([section(20)]).count > 5)
    let refusal = refusal { () throws(InkError) in _ = try SheetLayout(sheet).pages([section(2000)]) }
    #expect(refusal?.contains("printed marks") == true, "\(refusal ?? "laid out")")
  }
}
