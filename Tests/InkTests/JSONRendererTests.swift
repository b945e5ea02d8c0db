import FoundationEssentials
import Testing

@testable import Ink

@Suite struct JSONRendererTests {
  private struct File: Decodable {
    struct PageEntry: Decodable { var top, width, height: Double, firstStroke, strokeCount: Int }
    struct Line: Decodable { var text: String, page: Int, baseline: Double, words: [Word] }
    struct Word: Decodable { var text: String, firstStroke, strokeCount: Int }
    var format: String, version: Int, text: String, unit: String, width, height, xHeight: Double
    var properties: [String: String], pages: [PageEntry], lines: [Line], strokes: [[[Double]]]
  }

  private func decoded(_ text: String) throws -> File {
    let bytes = JSONRenderer(text: text, xHeight: 2.4, properties: [("seed", "7")]).render(samplePages)
    return try JSONDecoder().decode(File.self, from: Data(bytes))
  }

  @Test func itIsValidJSONWithEveryDocumentedMember() throws {
    let file = try decoded("a \"quoted\" \\ text\n\tand \u{1} é")
    #expect(file.text == "a \"quoted\" \\ text\n\tand \u{1} é")
    #expect(file.format == "seqd-ink" && file.version == 1 && file.unit == "mm")
    #expect(file.width == 100 && file.height == 160 && file.xHeight == 2.4)
    #expect(file.properties == ["seed": "7"])
    #expect(file.lines.map(\.text) == ["wave", "wave"])
  }

  @Test func strokesAreInPenOrderWithPagesBelowOneAnother() throws {
    let file = try decoded("wave")
    #expect(file.strokes.count == 4)
    #expect(file.strokes[0].count == 60)
    #expect(file.strokes[0][1] == [21, 47])
    #expect(file.strokes[2][0] == [20, 125])
    #expect(file.pages.map(\.top) == [0, 80])
    #expect(file.pages.map(\.firstStroke) == [0, 2])
    #expect(file.lines.map(\.page) == [0, 1])
    #expect(file.lines[1].baseline == 128)
    #expect(file.lines[1].words[0].firstStroke == 2 && file.lines[1].words[0].strokeCount == 2)
  }

  @Test(arguments: [
    (0.0, "0"), (1.0, "1"), (-0.5, "-0.5"), (12.3456, "12.346"), (0.0004, "0"), (-0.0004, "0"), (100.05, "100.05"),
    (0.009, "0.009"),
  ])
  func numbersAreRoundedToThousandths(value: Double, text: String) {
    #expect(JSONText.number(value) == text)
  }

  @Test func aSampleReadsWhatWasWrittenAndTakesTheFirstWords() throws {
    let words = ["one", "two", "three"].enumerated().map { PlacedWord(text: $1, strokes: $0..<$0 + 1) }
    let strokes = (0..<3).map { i in
      Stroke((0..<10).map { Point(x: Double(10 * i + $0), y: Double(($0 * 5) % 7)) })
    }
    let page = Page(
      width: 50, height: 20, drawing: InkDrawing(strokes), lines: [PlacedLine(words: words, baseline: 7)])
    let json = String(decoding: JSONRenderer(text: "one two three").render([page]), as: UTF8.self)
    let sample = try InkSample(json, longestText: 8)
    #expect(sample.text == "one two")
    #expect(sample.drawing == InkDrawing(Array(strokes[..<2])))
    #expect(try InkSample(json, longestText: 30).drawing.strokes.count == 3)
  }

  @Test(arguments: [
    ("nonsense", "cannot be read"),
    ("{\"text\": \"a\"}", "cannot be read"),
    ("{\"text\": \"a\", \"strokes\": []}", "2 to"),
    ("{\"text\": \"a\", \"strokes\": [[[1]], [[2, 3]]]}", "[x, y]"),
    ("{\"text\": \"a\", \"strokes\": [[[1, 2], [1e99, 3]]]}", "within"),
    ("{\"text\": \"much too long\", \"strokes\": [[[1, 2], [2, 3]]]}", "13 characters"),
    (
      "{\"strokes\": [[[1, 2], [2, 3]]], \"lines\": [{\"words\": [{\"text\": \"a\", \"firstStroke\": 9, "
        + "\"strokeCount\": 9223372036854775807}]}]}", "damaged"
    ),
  ])
  func aSampleThatIsNoneIsRefusedWithTheReason(json: String, reason: String) {
    do {
      _ = try InkSample(json, longestText: 8)
      Issue.record("it was read")
    } catch {
      #expect(error.message.contains(reason), "\(error.message)")
    }
  }

  @Test func aSampleWithoutHeightCannotBeSized() throws {
    let dots = try InkSample("{\"strokes\": [[[1, 1], [1, 1]], [[2, 1]]]}", longestText: 8)
    #expect(throws: InkError.self) { _ = try dots.sized(toXHeight: 3) }
  }
}
