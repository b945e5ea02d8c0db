import Foundation
import Testing

@testable import Ink
@testable import seqctl

@Suite("The page of 'style capture'") struct CapturePageTests {
  private let page = CapturePage(lines: CaptureSentences.standard)

  @Test("The standard lines hold every letter, digit and common sign, each in no more than 30 characters")
  func standardLinesAreComplete() {
    let all = CaptureSentences.standard.joined()
    let wanted = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:?!'\"()-/&"
    #expect(Set(wanted).subtracting(all) == [])
    #expect(CaptureSentences.standard.allSatisfy { (20...30).contains($0.count) })
    #expect((6...8).contains(CaptureSentences.standard.count))
  }

  @Test("It asks nothing of a network and of no other file")
  func pageIsWholeInItself() {
    var html = page.html
    for name in ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2003/InkML"] {
      #expect(html.contains(name))
      html = html.replacing(name, with: "")
    }
    for sign in ["http:", "https:", "//www", "src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest", "import("]
    {
      #expect(!html.contains(sign), "the page has '\(sign)'")
    }
  }

  @Test("It is well-formed, and its strips have the lines as they were given")
  func pageHoldsItsLinesEscaped() throws {
    let lines = ["a < b & c > d", "\"quoted\" 'text' </span>", "]]> and \\ and ${x}"]
    let html = CapturePage(lines: lines).html
    #expect(!html.contains("a < b") && html.contains("a &lt; b &amp; c &gt; d"))
    let root = try XMLElement.root(of: html.replacing("<!DOCTYPE html>\n", with: ""))
    let strips = descendants(of: root, named: "li")
    #expect(
      strips.flatMap { descendants(of: $0, named: "span") }.filter { $0.attributes["class"] == "text" }.map(\.text)
        == lines)
    #expect(strips.map { descendants(of: $0, named: "canvas").count } == [1, 1, 1])
    #expect(descendants(of: root, named: "canvas")[1].attributes["aria-label"] == "Strip to write: \(lines[1])")
    #expect(descendants(of: root, named: "script").count == 1)
  }

  private func descendants(of element: XMLElement, named name: String) -> [XMLElement] {
    element.children.flatMap { ($0.name == name ? [$0] : []) + descendants(of: $0, named: name) }
  }

  @Test("Equal lines give equal pages")
  func pagesAreReproducible() {
    #expect(page.html == CapturePage(lines: CaptureSentences.standard).html)
  }

  @Test("What a browser saved is read, line by line, with its text, size and strokes")
  func savedInkIsRead() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/captured.inkml")
    let content = try String(contentsOf: path, encoding: .utf8)
    let ink = try InkLines(content)
    #expect(ink.lines.map(\.text) == Array(CaptureSentences.standard.prefix(3)))
    #expect(ink.xHeight == 20)
    for line in ink.lines {
      let perCharacter = Double(line.drawing.pointCount) / Double(line.text.count)
      #expect((8...45).contains(perCharacter))
      let bounds = try #require(line.drawing.bounds)
      #expect(bounds.minX >= 0 && bounds.width > 10 * 20 && bounds.minY > 0 && bounds.maxY < 120)
    }
    // The first line leads a network as it is.
    let sample = try InkSample(content, longestText: 30)
    #expect(sample.text == CaptureSentences.standard[0])
    #expect(sample.drawing == ink.lines[0].drawing)
  }

  @Test("The script that saves names the channels and annotations that the reader knows")
  func scriptWritesWhatIsRead() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/captured.inkml")
    let stored = try String(contentsOf: path, encoding: .utf8)
    for channel in ["X", "Y", "T", "F"] {
      let declaration = try #require(
        stored.split(separator: "\n").first { $0.contains("<channel name=\"\(channel)\"") })
      #expect(page.html.contains(declaration))
    }
    #expect(page.html.contains("annotation(\"\(InkMLRenderer.truthType)\""))
    #expect(page.html.contains("annotation(\"\(InkMLRenderer.xHeightType)\""))
  }

  @Test("Lines of one's own are taken without blanks at their ends and without empty lines")
  func ownLinesAreTaken() throws {
    #expect(try CaptureSentences.lines(of: "  one two \r\n\n three\tfour\n", count: nil) == ["one two", "three four"])
    #expect(try CaptureSentences.lines(of: "first\nsecond\nthird", count: 2) == ["first", "second"])
    #expect(try CaptureSentences.lines(of: nil, count: 3) == Array(CaptureSentences.standard.prefix(3)))
  }

  @Test(
    "What cannot be written on a strip is refused with its line",
    arguments: [
      ("fine\nno", nil, "line 2 of the text has 2 characters"),
      (String(repeating: "x", count: 61), nil, "line 1 of the text has 61 characters"),
      ("bell\u{7}", nil, "line 1 of the text has a control character"),
      (" \n\n", nil, "the text has no line to write"),
      (nil, 9, "--lines 9 is outside of 1 to 8"),
      (nil, 0, "--lines 0 is outside of 1 to 8"),
      (String(repeating: "abc\n", count: 41), nil, "the text has 41 lines"),
    ] as [(String?, Int?, String)])
  func badLinesAreRefused(text: String?, count: Int?, sentence: String) throws {
    let failure = try #require(throws: Failure.self) { try CaptureSentences.lines(of: text, count: count) }
    #expect(failure.status == .invalid)
    #expect(failure.message.hasPrefix(sentence))
  }
}
