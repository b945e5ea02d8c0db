import Testing

@testable import Ink

@Suite struct PageTruthTests {
  private static let texts = ["Minim lorem ox", "I am near a Sum", "aware we were"]

  private func truth(
    _ pages: [Page], _ options: SheetOptions, seed: UInt64 = 7
  ) -> PageTruth {
    let appearance = options.appearance(xHeight: 2.4, seed: seed)
    let motions = pages.enumerated().map { number, page in
      options.scan > 0
        ? ScanLook(strength: options.scan, seed: seed).motion(of: page, number: number, penWidth: appearance.penWidth)
        : SheetMotion.none
    }
    return PageTruth(pages, appearance, resolution: options.resolution, motions: motions)
  }

  @Test("Every point of the ink is one character's and no other's", arguments: 1...6)
  func pointsAreParted(seed: UInt64) throws {
    let pages = try writtenPages(Self.texts, seed: seed, options: sheet([:]))
    let truth = truth(pages, try sheet([:]))
    let owned = truth.lines.flatMap(\.words).flatMap(\.characters).flatMap(\.points).flatMap { Array($0) }
    #expect(owned.sorted() == Array(0..<pages.reduce(0) { $0 + $1.drawing.pointCount }))
    #expect(truth.lines.map(\.text) == Self.texts)
    #expect(truth.lines.flatMap(\.words).allSatisfy { $0.text == $0.characters.map(\.text).joined() })
    for word in truth.lines.flatMap(\.words) {
      #expect(
        word.points.flatMap { Array($0) }.sorted() == word.characters.flatMap(\.points).flatMap { Array($0) }.sorted())
    }
  }

  @Test("A character's ink lies in its box, that in its word's and that in its line's", arguments: Pen.allCases)
  func boxesHoldTheInk(pen: Pen) throws {
    let options = try sheet(["pen": .text(pen.rawValue), "resolution": .number(200)])
    let pages = try writtenPages(Self.texts, seed: 3, options: options)
    let points = pages.strokes.flatMap(\.points)
    let scale = 200 / 25.4
    for line in truth(pages, options).lines {
      #expect(line.words.allSatisfy { line.box.holds($0.box) })
      for word in line.words {
        #expect(word.characters.allSatisfy { $0.box.map(word.box.holds) == true })
        for character in word.characters {
          let box = try #require(character.box)
          for index in character.points.flatMap({ Array($0) }) {
            #expect(box.holds(Point(x: points[index].x * scale, y: points[index].y * scale)))
          }
        }
      }
      #expect(line.baseline.count == 2 && line.baseline[0].y == line.baseline[1].y)
      #expect((line.box.minY...line.box.maxY).contains(line.baseline[0].y))
    }
  }

  @Test(
    "The boxes of words are where the PNG is dark, whatever the pen, the resolution or the scan",
    arguments: Pen.allCases, [(100.0, 0.0), (300, 0), (200, 1)])
  func boxesAreThoseOfThePicture(pen: Pen, look: (resolution: Double, scan: Double)) throws {
    let options = try sheet([
      "pen": .text(pen.rawValue), "resolution": .number(look.resolution), "scan": .number(look.scan),
      "ink-colour": .text("black"), "line-spacing": .number(14), "page": .text("line"), "size": .number(2.4),
    ])
    let pages = try writtenPages(["Minim lorem", "aware we"], seed: 11, options: options)
    let document = InkDocument(pages: pages, text: "", xHeight: 2.4, seed: 7)
    let (width, picture) = try pixels(of: document.file(format: "png", options: options))
    let truth = truth(pages, options)
    #expect(truth.size.width == width && truth.size.width * truth.size.height == picture.count)
    var found: [Int: Bounds] = [:]
    let words = truth.lines.flatMap(\.words)
    // A pencil's edge is light; a scan's paper is not white.
    let dark = look.scan > 0 ? (pen == .pencil ? 185 : 150) : 230
    for (index, pixel) in picture.enumerated() where Int(pixel & 0xff) < dark {
      let place = Point(x: Double(index % width) + 0.5, y: Double(index / width) + 0.5)
      let word = words.firstIndex { $0.box.grown(by: 2).holds(place) }
      try #require(word != nil, "\(place) is dark and in no box")
      let edges = [found[word ?? 0], Bounds(minX: place.x, minY: place.y, maxX: place.x, maxY: place.y)]
      found[word ?? 0] = Bounds(around: edges.compactMap { $0 })
    }
    let slack = look.scan > 0 ? (pen == .pencil ? 6.0 : 4) : pen == .pencil ? 4 : 1.6
    for (index, word) in words.enumerated() {
      let ink = try #require(found[index])
      #expect(ink.grown(by: slack).holds(word.box), "\(word.text): \(ink) is smaller than \(word.box)")
    }
  }

  @Test("Words that were written without a lift between them are two words of the truth")
  func joinedWords() throws {
    var line = passage(of: "on", seed: 1)
    line.drawing = InkDrawing([Stroke(line.drawing.strokes.flatMap(\.points))])
    line.characters = ["o", " ", "n"]
    line.characterPoints = [0..<10, 10..<14, 14..<24]
    let options = try sheet([:])
    let composition = Composition([.init(passages: [line])], usualXHeight: 100)
    let pages = PageLayout(try options.setup(isShortLine: true)).pages(composition.paragraphs)
    #expect(pages[0].lines[0].words.map(\.text) == ["o n"])
    let truth = truth(pages, options)
    #expect(truth.lines.map(\.text) == ["o n"])
    #expect(truth.lines[0].words.map(\.text) == ["o", "n"])
    #expect(truth.lines[0].words[0].box.maxX < truth.lines[0].words[1].box.maxX)
  }

  @Test("Ink without a text has boxes and no characters")
  func withoutText() throws {
    let truth = truth(
      samplePages.map { page in
        var page = page
        page.lines[0].words[0].text = ""
        return page
      }, try sheet([:]))
    #expect(truth.lines.count == 2 && truth.lines.allSatisfy { $0.text.isEmpty && $0.words.count == 1 })
    #expect(truth.lines.flatMap(\.words).allSatisfy { $0.characters.isEmpty })
    #expect(truth.lines.flatMap(\.words).flatMap(\.points) == [0..<61, 61..<122])
    #expect(truth.lines[1].page == 1 && truth.lines[1].box.minY > truth.lines[0].box.maxY)
  }
}

extension Bounds {
  /// Whether another lies inside, but for the last bits of arithmetic.
  func holds(_ other: Bounds) -> Bool {
    let around = grown(by: 1e-6)
    return around.minX <= other.minX && around.minY <= other.minY && around.maxX >= other.maxX
      && around.maxY >= other.maxY
  }

  func holds(_ point: Point) -> Bool {
    holds(Bounds(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y))
  }

  func grown(by edge: Double) -> Bounds {
    Bounds(minX: minX - edge, minY: minY - edge, maxX: maxX + edge, maxY: maxY + edge)
  }
}
