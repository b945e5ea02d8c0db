import Testing

@testable import Ink

@Suite struct StrokeSVGTests {
  private let pages = letter((0..<8).map { paragraph(60, from: 60 * $0) })

  private func svg(_ kind: String, receipt: String? = nil, paper: String = "white") throws -> String {
    let options = try SheetOptions {
      ["svg-kind": .text(kind), "paper-colour": .text(paper), "ink-width": .number(0.4)][$0]
    }
    return String(
      decoding: try InkDocument(pages: pages, text: "Secret", xHeight: 2.4, receipt: receipt)
        .file(format: "svg", options: options), as: UTF8.self)
  }

  @Test func aPlottersDrawingHasOnePathForEachStrokeAndNoFills() throws {
    let text = try svg("plotter")
    let root = try XMLElement.root(of: text)
    #expect(root.attributes["width"] == "210mm" && root.attributes["viewBox"] == "0 0 210 \(297 * pages.count)")
    #expect(root.children.map(\.name) == pages.map { _ in "g" })
    for (layer, page) in zip(root.children, pages) {
      #expect(layer.attributes["fill"] == "none" && layer.attributes["inkscape:groupmode"] == "layer")
      #expect(layer.children.map(\.name) == page.drawing.strokes.map { _ in "path" })
    }
    for word in ["<rect", "clip", "<style", "use", "Secret", "seqd"] { #expect(!text.contains(word), "\(word)") }
  }

  @Test func aDrawingThatWritesItselfKeepsThePensTime() throws {
    let root = try XMLElement.root(of: try svg("animated"))
    #expect(root.children.map(\.name) == ["style", "rect"] + pages.map { _ in "g" })
    let times = root.children.flatMap(\.children).map { path -> [Int] in
      (path.attributes["style"] ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    }
    #expect(times.count == pages.strokes.count && times.allSatisfy { $0.count == 2 })
    for (stroke, time) in zip(pages.strokes, times) { #expect(time[1] == max(16, 16 * (stroke.points.count - 1))) }
    for (time, next) in zip(times, times.dropFirst()) { #expect(next[0] >= time[0] + 130) }
    let style = try #require(root.childText("style"))
    #expect(style.contains("@media (prefers-reduced-motion: reduce)"))
    // What is there without animation is the whole ink: nothing is hidden but by it.
    let base = style.split(separator: "@keyframes")[0]
    #expect(!base.contains("dash") && !base.contains("opacity"))
    #expect(try !svg("animated").contains("script"))
    #expect(try !svg("animated", paper: "none").contains("<rect"))
  }

  @Test(arguments: ["plotter", "animated"])
  func aReceiptAndATitleGoTogether(kind: String) throws {
    let root = try XMLElement.root(of: svg(kind, receipt: "{\"a\":\"<b>\"}"))
    #expect(root.childText("title") == "Secret")
    #expect(root.childText("metadata") == "{\"a\":\"<b>\"}")
    #expect(try svg(kind) == svg(kind))
  }

  @Test func aPlottersDrawingIsReadAsTheInkThatItIs() throws {
    let page = letter(["one two three"])[0]
    let options = try SheetOptions { $0 == "svg-kind" ? .text("plotter") : nil }
    let document = InkDocument(pages: [page], text: "one two three", xHeight: 2.4, receipt: "{}")
    let file = String(decoding: try document.file(format: "svg", options: options), as: UTF8.self)
    let sample = try InkSample(file, longestText: 20)
    #expect(sample.text == "one two three")
    #expect(sample.drawing.strokes.count == page.drawing.strokes.count)
    for (read, written) in zip(sample.drawing.strokes, page.drawing.strokes) {
      for point in written.points { #expect(read.points.contains { $0.distance(to: point) < 0.001 }) }
    }
  }

  @Test func whatIsPrintedOnThePaperIsNotReadAsInkAndTheTextIsWhole() throws {
    var page = letter(["one two", "three"])[0]
    page.rules = [Rule(from: Point(x: 0, y: 9), to: Point(x: 210, y: 9))]
    let options = try SheetOptions { $0 == "svg-kind" ? .text("animated") : nil }
    let document = InkDocument(pages: [page], text: "one two\nthree", xHeight: 2.4, receipt: "{}")
    let file = String(decoding: try document.file(format: "svg", options: options), as: UTF8.self)
    #expect(file.contains("<line "))
    let sample = try InkSample(file, longestText: 20)
    #expect(sample.text == "one two\nthree")
    #expect(sample.drawing.strokes.count == page.drawing.strokes.count)
  }

  @Test(.enabled(if: SystemProgram.has("rsvg-convert"), "rsvg-convert is not there; apt install librsvg2-bin"))
  func aViewerWithoutAnimationShowsTheWholeInk() throws {
    // librsvg knows style sheets and no animation.
    func picture(_ kind: String) throws -> [UInt8] {
      try SystemProgram.output("rsvg-convert", ["--width=840", "INPUT"], input: Array(svg(kind).utf8))
    }
    let (page, animated) = (try picture("page"), try picture("animated"))
    #expect(page.count > 20_000)
    // Not byte for byte: the one has its numbers in 1/256 of 0.05 mm, the other in thousandths of a mm.
    #expect(abs(page.count - animated.count) < page.count / 20)
  }
}
