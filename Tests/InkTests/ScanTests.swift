import Testing

@testable import Ink

@Suite struct ScanTests {
  private func picture(_ scan: Double, seed: UInt64 = 3, _ given: [String: SheetOptionValue] = [:]) throws -> [UInt8] {
    let options = try sheet(["scan": .number(scan), "resolution": .number(100)].merging(given) { $1 })
    return try InkDocument(pages: samplePages, text: "", xHeight: 2, seed: seed).file(format: "png", options: options)
  }

  @Test("Without a scan a picture has its palette, and with one it follows from the seed")
  func scansFollowFromTheSeed() throws {
    let plain = try InkDocument(pages: samplePages, text: "", xHeight: 2).file(
      format: "png", options: sheet(["resolution": .number(100)]))
    #expect(try picture(0) == plain)
    #expect(try picture(0.5) == picture(0.5))
    #expect(try picture(0.5) != picture(0.5, seed: 4))
    #expect(try picture(0.5) != picture(0.6))
    // The type of colour: three bytes for each pixel, not an index.
    #expect(plain[25] == 3)
    #expect(try picture(0.5)[25] == 2)
    #expect(try Array(picture(0.5)[16..<24]) == Array(plain[16..<24]))
  }

  @Test("Other formats are never scanned", arguments: ["pdf", "svg", "json", "gcode"])
  func onlyPicturesAreScanned(format: String) throws {
    let document = InkDocument(pages: samplePages, text: "", xHeight: 2, seed: 1)
    #expect(
      try document.file(format: format, options: sheet(["scan": .number(1)]))
        == document.file(format: format, options: sheet([:])))
  }

  @Test("A scan's paper is light, uneven and not quite white, its ink dark and not quite black")
  func paperAndInkAreSeen() throws {
    let (width, pixels) = try pixels(of: picture(1, ["ink-colour": .text("black")]))
    let levels = pixels.map { Int($0 >> 8 & 0xff) }
    let paper = levels.indices.filter { $0 / width < 60 }.map { levels[$0] }
    let mean = paper.reduce(0, +) / paper.count
    #expect((215...248).contains(mean))
    #expect(Set(paper).count > 12)
    let darkest = try #require(levels.min())
    #expect((10...110).contains(darkest))
    // White paper is warm: less of blue than of red.
    let (red, blue) = pixels.prefix(60 * width).reduce((0, 0)) { ($0.0 + Int($1 >> 16 & 0xff), $0.1 + Int($1 & 0xff)) }
    #expect(blue < red)
  }

  @Test("The picture of a coverage is the same on every machine")
  func bytesAreFixed() throws {
    let size = PictureSize(width: 20, height: 10, resolution: 127)
    let coverage = (0..<size.width * size.height).map { UInt8(truncatingIfNeeded: $0 * 37 % 251 * ($0 / 9 % 2)) }
    var scan = ScanPicture(ScanLook(strength: 0.8, seed: 9), size, ink: .black, paper: .white)
    let bytes = scan.picture(of: coverage)
    var digest = SHA256()
    for byte in bytes { digest.add(UInt32(byte)) }
    #expect(bytes.count == 3 * 100 * 50)
    #expect(digest.hexadecimal() == "6142bb06dda8454c5061d468ad7868ecde85c994f9bc42c7a859cc82feb25f20")
  }

  @Test("Transparent paper cannot be scanned, and that is said")
  func transparentPaperIsRefused() {
    let error = #expect(throws: InkError.self) {
      try sheet(["scan": .number(0.5), "paper-colour": .text("none")])
    }
    #expect(error?.message.contains("choose a paper-colour") == true)
  }
}

@Suite struct SheetMotionTests {
  private func page(margin: Double) -> Page {
    Page(
      width: 210, height: 40,
      drawing: InkDrawing([Stroke([Point(x: margin, y: margin), Point(x: 210 - margin, y: 40 - margin)])]))
  }

  @Test("A scanned sheet lies askew, but its ink never leaves it", arguments: 1...40)
  func inkStaysOnTheSheet(seed: UInt64) throws {
    for margin in [0.5, 4, 15] {
      let page = page(margin: margin)
      let motion = ScanLook(strength: 1, seed: seed).motion(of: page, number: 0, penWidth: 0.3)
      let ink = try #require(motion.moved(page.drawing).bounds).grown(by: 0.15)
      #expect(Bounds(minX: 0, minY: 0, maxX: page.width, maxY: page.height).holds(ink))
      #expect(motion != .none)
    }
    #expect(ScanLook(strength: 1, seed: seed).motion(of: page(margin: 0), number: 0, penWidth: 0.3) == .none)
  }

  @Test("Lying askew changes no distance, and what lies straight keeps its very points")
  func distancesStay() {
    let motion = SheetMotion(middle: Point(x: 100, y: 50), halfTangent: 0.005, shift: Point(x: 1, y: -0.5))
    let places = [Point(x: 3, y: 4), Point(x: 190, y: 70), Point(x: 60, y: 99)]
    for (from, to) in zip(places, places.dropFirst()) {
      #expect((motion.moved(from).distance(to: motion.moved(to)) - from.distance(to: to)).magnitude < 1e-9)
    }
    #expect(motion.moved(Point(x: 100, y: 50)) == Point(x: 101, y: 49.5))
    // Clockwise, as y grows downwards.
    #expect(motion.moved(Point(x: 200, y: 50)).y > motion.moved(Point(x: 0, y: 50)).y)
    let drawing = InkDrawing([Stroke(places)])
    #expect(SheetMotion.none.moved(drawing) == drawing)
  }

  @Test("Pages of one scan lie differently")
  func pagesDiffer() {
    let look = ScanLook(strength: 0.5, seed: 1)
    let motions = (0..<4).map { look.motion(of: page(margin: 15), number: $0, penWidth: 0.3) }
    #expect(motions[0] != motions[1] && motions[1] != motions[2] && motions[2] != motions[3])
  }
}
