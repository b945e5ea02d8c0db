import FoundationEssentials
import Testing

@testable import Ink

@Suite struct TruthFileTests {
  private let options: SheetOptions
  private let document: InkDocument

  init() throws {
    options = try sheet(["resolution": .number(150), "page": .text("a4")])
    let pages = try writtenPages(["Minim lorem ox", "I am <near> a & Sum"], seed: 5, options: options)
    document = InkDocument(pages: pages, text: "Minim lorem ox", xHeight: 2.4, receipt: "{\"a\":\"<b>\"}")
  }

  private func places(_ element: XMLElement, _ child: String = "Coords") throws -> [Point] {
    let points = try #require(element.children.first { $0.name == child }?.attributes["points"])
    return try points.split(separator: " ").map { pair in
      let numbers = pair.split(separator: ",").compactMap { Int($0) }
      try #require(numbers.count == 2)
      return Point(x: Double(numbers[0]), y: Double(numbers[1]))
    }
  }

  private func text(_ element: XMLElement) -> String? {
    element.children.last { $0.name == "TextEquiv" }?.childText("Unicode")
  }

  @Test("PAGE XML has regions, lines, words and glyphs in the order of the schema, each within the one around it")
  func pageXML() throws {
    let file = String(decoding: try document.file(format: "page.xml", options: options), as: UTF8.self)
    let root = try XMLElement.root(of: file)
    #expect(root.name == "PcGts" && root.attributes["xmlns"]?.hasSuffix("/2019-07-15") == true)
    #expect(root.children.map(\.name) == ["Metadata", "Page"])
    #expect(root.children[0].children.map(\.name) == ["Creator", "Created", "LastChange", "Comments"])
    #expect(root.children[0].childText("Comments") == "{\"a\":\"<b>\"}")
    let page = root.children[1]
    let size = PictureSize(document.pages, resolution: 150)
    #expect(page.attributes["imageWidth"] == "\(size.width)" && page.attributes["imageHeight"] == "\(size.height)")
    #expect(page.children.map(\.name) == ["TextRegion"])
    let region = page.children[0]
    #expect(text(region) == "Minim lorem ox\nI am <near> a & Sum")
    let lines = region.children.filter { $0.name == "TextLine" }
    #expect(lines.map(text) == ["Minim lorem ox", "I am <near> a & Sum"])
    var names: Set<String> = []
    for line in lines {
      #expect(line.children.prefix(2).map(\.name) == ["Coords", "Baseline"])
      let words = line.children.filter { $0.name == "Word" }
      #expect(words.compactMap(text).joined(separator: " ") == text(line))
      let outline = try places(line)
      #expect(try places(line, "Baseline").count == 2)
      let around = try #require(Bounds(outline))
      for word in words {
        let box = try #require(Bounds(places(word)))
        #expect(around.holds(box))
        let glyphs = word.children.filter { $0.name == "Glyph" }
        #expect(glyphs.compactMap(text).joined() == text(word))
        for glyph in glyphs { #expect(try box.holds(#require(Bounds(places(glyph))))) }
        names.formUnion(([word] + glyphs).compactMap { $0.attributes["id"] })
      }
      #expect(
        outline.allSatisfy { (0...Double(size.width)).contains($0.x) && (0...Double(size.height)).contains($0.y) })
    }
    #expect(names.count == file.split(separator: "<Word ").count - 1 + file.split(separator: "<Glyph ").count - 1)
  }

  @Test("The outline of a line goes round all its words and never crosses itself")
  func outlines() {
    let boxes = [
      Bounds(minX: 0, minY: 2, maxX: 10, maxY: 9), Bounds(minX: 14, minY: 0, maxX: 20, maxY: 8),
      Bounds(minX: 18, minY: 3, maxX: 25, maxY: 12), Bounds(minX: 30, minY: 20, maxX: 31, maxY: 22),
    ]
    let outline = LineOutline.around(boxes)
    let upper = outline.prefix(outline.count / 2)
    let lower = Array(outline.suffix(outline.count / 2).reversed())
    #expect(zip(upper, lower).allSatisfy { $0.x == $1.x && $0.y < $1.y })
    #expect(zip(upper, upper.dropFirst()).allSatisfy { $0.x <= $1.x })
    for box in boxes {
      let crossed = zip(upper, lower).filter { $0.0.x >= box.minX && $0.0.x <= box.maxX }
      #expect(crossed.contains { $0.0.y <= box.minY } && crossed.contains { $0.1.y >= box.maxY })
    }
    // Between words that share a height it is as low as both.
    #expect(upper.contains(Point(x: 10, y: 2)) && upper.contains(Point(x: 14, y: 2)))
  }

  private struct Labels: Decodable {
    struct Image: Decodable {
      var width: Int
      var height: Int
    }
    struct Character: Decodable {
      var text: String
      var box: [Double]?
      var points: [[Int]]
    }
    struct Word: Decodable {
      var text: String
      var characters: [Character]
    }
    struct Line: Decodable {
      var text: String
      var baseline: [[Double]]
      var words: [Word]
    }
    var format: String
    var image: Image
    var receipt: [String: String]
    var lines: [Line]
  }

  @Test("The JSON has the points of each character by their numbers among the strokes of the ink")
  func json() throws {
    let bytes = try document.file(format: "truth.json", options: options)
    let labels = try JSONDecoder().decode(Labels.self, from: Data(bytes))
    #expect(labels.format == "seqd-truth" && labels.receipt == ["a": "<b>"])
    #expect(labels.image.width == PictureSize(document.pages, resolution: 150).width)
    #expect(labels.lines.map(\.text) == ["Minim lorem ox", "I am <near> a & Sum"])
    let points = document.pages.strokes.flatMap(\.points)
    let first = try #require(labels.lines.first?.words.first?.characters.first)
    let box = try #require(first.box)
    #expect(first.text == "M" && first.points[0][0] == 0 && first.points[0][1] > 6)
    let scale = 150 / 25.4
    for index in 0..<first.points[0][1] {
      #expect(
        (box[0]...box[2]).contains(points[index].x * scale) && (box[1]...box[3]).contains(points[index].y * scale))
    }
    let counted = labels.lines.flatMap(\.words).flatMap(\.characters).flatMap(\.points).reduce(0) { $0 + $1[1] }
    #expect(counted == points.count)
  }
}
