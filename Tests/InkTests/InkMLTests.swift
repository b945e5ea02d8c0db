import Testing

@testable import Ink

@Suite struct InkMLTests {
  private let pages = letter(["one two three", "four & <five>", "six"])

  private func file(_ pages: [Page], receipt: String? = "{}") throws -> String {
    try String(
      decoding: InkDocument(
        pages: pages, text: "one & all", xHeight: 2.4, properties: [("seed", "7")], receipt: receipt
      )
      .file(format: "inkml", options: SheetOptions { _ in nil }), as: UTF8.self)
  }

  @Test func itHasItsTracesInLinesAndWords() throws {
    let root = try XMLElement.root(of: file(pages))
    #expect(root.name == "ink" && root.attributes["xmlns"] == "http://www.w3.org/2003/InkML")
    #expect(root.childText("annotation", type: "truth") == "one & all")
    #expect(root.childText("annotation", type: "seed") == "7")
    let page = try #require(root.children.first { $0.name == "traceGroup" })
    let lines = page.children.filter { $0.name == "traceGroup" }
    #expect(lines.map { $0.childText("annotation", type: "truth") } == ["one two three", "four & <five>", "six"])
    let traces = lines.flatMap(\.children).flatMap(\.children).filter { $0.name == "trace" }.map(\.text)
    #expect(traces.count == pages.strokes.count)
    // X, Y and T of each point.
    let first = pages.strokes[0].points
    #expect(traces[0].split(separator: ",").count == first.count)
    #expect(traces[0].hasPrefix("\(JSONText.number(first[0].x)) \(JSONText.number(first[0].y)) 0, "))
    #expect(traces[0].hasSuffix(" \(16 * (first.count - 1))"))
  }

  @Test func jsonHasTheSameTimes() throws {
    let json = String(
      decoding: JSONRenderer(text: "", xHeight: 2.4).render(pages), as: UTF8.self)
    let starts = PenTime.starts(of: pages.strokes, xHeight: 2.4)
    #expect(json.contains("\"time\": {\"unit\": \"ms\", \"interval\": 16, \"starts\": [0, "))
    #expect(json.contains(starts.map(String.init).joined(separator: ", ")))
    #expect(starts[1] >= 16 * (pages.strokes[0].points.count - 1) + 130)
  }

  @Test func theSameInkIsReadFromInkMLAsFromJSON() throws {
    let json = String(
      decoding: JSONRenderer(text: "one & all", xHeight: 2.4).render(pages), as: UTF8.self)
    let (fromJSON, fromInkML) = (try InkLines(json), try InkLines(file(pages)))
    #expect(fromInkML == fromJSON && fromInkML.xHeight == 2.4)
    #expect(fromInkML.lines.map(\.text) == ["one two three", "four & <five>", "six"])
    #expect(try InkSample(file(pages), longestText: 8) == InkSample(json, longestText: 8))
  }

  @Test func inkWithoutATextKeepsItsLines() throws {
    var pages = pages
    for line in pages[0].lines.indices {
      for word in pages[0].lines[line].words.indices { pages[0].lines[line].words[word].text = "" }
    }
    #expect(try InkLines(file(pages)).lines.map(\.drawing.strokes.count) == [6, 6, 2])
  }

  private func strokes(_ traces: String, _ format: String = "") throws -> [[Point]] {
    try InkSample(
      "<?xml version='1.0'?><!-- <x> --><ink xmlns='http://www.w3.org/2003/InkML'>\(format)\(traces)</ink>",
      longestText: 9
    ).drawing.strokes.map(\.points)
  }

  @Test func tracesOfOtherProgramsAreRead() throws {
    let expected = [Point(x: 10, y: 0), Point(x: 9, y: 14), Point(x: 8, y: 28), Point(x: 7, y: 42), Point(x: 8, y: 58)]
    #expect(try strokes("<trace>10 0, 9 14, 8 28, 7 42, 8 58</trace>") == [expected])
    #expect(
      try strokes("<trace type='penUp'>0 0, 9 9</trace><trace type='penDown'>10 0, 9 14, 8 28, 7 42, 8 58</trace>")
        == [expected])
    // Differences, and differences of these; signs hold on, and part numbers (InkML, 3.2.1).
    #expect(try strokes("<trace>10 0,'-1'14,-1 14,-1 14,1 16</trace>") == [expected])
    #expect(try strokes("<trace>10 0,'-1'14,\"0\"0,0 0,2 2</trace>") == [expected])
    #expect(try strokes("<trace>10 0, !9 !14, 8 28, 7 42, 8 58</trace>") == [expected])
    let format = """
      <traceFormat><channel name="T" type="integer"/><channel name="Y" orientation="-ve"/><channel name="X"/>
      </traceFormat>
      """
    #expect(
      try strokes("<traceGroup><trace>\n1 -2 3,\n2 -4 5 </trace></traceGroup>", format)
        == [[Point(x: 3, y: 2), Point(x: 5, y: 4)]])
    #expect(try strokes("<trace>1.5e1 2&#x20;,&#51; 4</trace>") == [[Point(x: 15, y: 2), Point(x: 3, y: 4)]])
  }

  @Test func curvesOfADrawingAreAsRoundWhateverItsScale() throws {
    let plain = try InkLines("<svg><path d='M0 0C0 10 10 10 10 0'/></svg>").lines[0].drawing
    let scaled = try InkLines("<svg><g transform='scale(100)'><path d='M0 0C0 .1 .1 .1 .1 0'/></g></svg>").lines[0]
      .drawing
    #expect(plain.pointCount > 5 && scaled.pointCount == plain.pointCount)
  }

  @Test(arguments: [
    ("<ink><trace>1 2, 3 4</trace>", "'ink' does not end"),
    ("<ink><trace>1 2,\n3</trace></ink>", "in line 1: point 1 of trace 0 has 1 of 2 numbers"),
    ("<ink>\n<trace>1 2, 3 x</trace></ink>", "in line 2: point 1 of trace 0 is not X and Y in numbers: 'x'"),
    ("<ink><trace>1 2, 3 nan</trace></ink>", "not X and Y"),
    ("<ink><trace>1 2, 3 4e9</trace></ink>", "within ±1000000"),
    ("<!DOCTYPE ink [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><ink>&a;</ink>", "a document type is not read"),
    ("<ink><trace>&a;</trace></ink>", "an & stands for nothing"),
    ("<ink><traceFormat><channel name=\"X\"/></traceFormat></ink>", "has no channel Y"),
    ("<ink><trace>1 2</trace><b></ink>", "another element is open"),
    ("<ink a='1' a='2'/>", "is there twice"), ("<ink/><ink/>", "second root"), ("<ink/>text", "outside of the root"),
    ("<html/>", "neither InkML nor SVG"), ("<", "a name is missing"), ("<!-- ", "'-->' is missing"),
    (String(repeating: "<g>", count: 100), "too deep"),
    ("<svg><path d='M 1 2 A 1 2 3'/></svg>", "the command A"), ("<svg><path d='M 1'/></svg>", "1 of 2 numbers"),
    ("<svg><g transform='rotate(3)'><path d='M 1 2 L 3 4'/></g></svg>", "only matrix"),
    ("<svg><text>a</text></svg>", "convert it to paths"),
  ])
  func whatCannotBeReadIsSaidWithItsPlace(file: String, reason: String) {
    let error = #expect(throws: InkError.self) { _ = try InkSample(file, longestText: 9) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test func singleLinesOfSVGAreRead() throws {
    let file = """
      <svg xmlns="http://www.w3.org/2000/svg"><title>ab</title><g transform="translate(10,20) scale(2)">
      <path d="M1 1l2-1h1V3zm5,0 1.5.5"/><polyline points="0,0 1,1 2,0"/><line x1="1" y1="2" x2="3" y2="4"/></g></svg>
      """
    let sample = try InkSample(file, longestText: 9)
    #expect(sample.text == "ab")
    let places = sample.drawing.strokes.map { $0.points.map { [$0.x, $0.y] } }
    #expect(
      places == [
        [[12, 22], [16, 20], [18, 20], [18, 26], [12, 22]], [[22, 22], [25, 23]], [[10, 20], [12, 22], [14, 20]],
        [[12, 24], [16, 28]],
      ])
    let curve = try InkSample("<svg><path d='M0 0C0 10 10 10 10 0S20-10 20 0Q25 5 30 0T40 0'/></svg>", longestText: 9)
    let points = curve.drawing.strokes[0].points
    #expect(points.count > 20 && points.last == Point(x: 40, y: 0))
    #expect(points.contains { $0.y > 7.4 } && points.contains { $0.y < -7.4 })
  }

  /// SplitMix64, so that a failing input can be made again.
  private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test func noFileWhateverMakesItTrap() throws {
    var random = SeededGenerator(state: 3)
    let originals = [
      "<ink><traceFormat><channel name='X'/><channel name='Y'/></traceFormat><traceGroup><annotation type='truth'>a"
        + "</annotation><traceGroup><annotation type='truth'>a&#65;</annotation><trace>1 2,'3'4,\"5\"-6,7-8</trace>"
        + "</traceGroup></traceGroup></ink>",
      "<svg><title>a</title><g transform='matrix(1 2 3 4 5 6) scale(2)'><path d='M0 0C0 1 2 3 4 5s1 2 3 4q1 1 2 2t3 3"
        + "h4v5z'/><polygon points='1,2 3,4'/><line x1='1'/></g></svg>",
    ]
    let pieces = [
      "<", ">", "/", "'", "\"", "&", ",", "9e99", "-1e6", "1e6 ", "<g>", "</g>", "M", "z", "]]>", "<![CDATA[", "é",
    ]
    var read = 0
    for _ in 0..<4000 {
      var file = Array(originals[Int.random(in: 0...1, using: &random)])
      for _ in 0..<Int.random(in: 1...4, using: &random) where !file.isEmpty {
        let place = Int.random(in: 0..<file.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: file.remove(at: place)
        case 1: file = Array(file.prefix(place))
        case 2: file.insert(contentsOf: file[place...].prefix(20), at: Int.random(in: 0..<file.count, using: &random))
        default: file.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
        }
      }
      do {
        let ink = try InkLines(String(file))
        read += 1
        _ = try ink.sized(toXHeight: 3)
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect((50..<4000).contains(read))
  }
}
