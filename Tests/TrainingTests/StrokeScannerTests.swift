import Testing

@testable import Training

@Suite struct StrokeScannerTests {
  private func scan(_ text: String) throws(StrokeScanError) -> [[InkPoint]] {
    var found: Result<[[InkPoint]], StrokeScanError> = .success([])
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      do throws(StrokeScanError) {
        found = .success(try StrokeScanner.strokes(in: bytes))
      } catch {
        found = .failure(error)
      }
    }
    return try found.get()
  }

  private func session(_ body: String) -> String {
    "<?xml version=\"1.0\"?><WhiteboardCaptureSession><StrokeSet>\(body)</StrokeSet></WhiteboardCaptureSession>"
  }

  @Test func `points keep their place and count seconds from the first of the line`() throws {
    let strokes = try scan(
      session(
        """
        <Stroke colour="black"><Point x="-12" y="3112" time="14921023.64"/>\n<Point x="904.5" y="3119" time="14921023.66"/>
        </Stroke><Stroke><Point time="14921024.14" y="7" x="8"/></Stroke>
        """))
    #expect(strokes.map(\.count) == [2, 1])
    #expect(strokes[0][0] == InkPoint(x: -12, y: 3112, time: 0))
    #expect(strokes[0][1].x == 904.5)
    #expect(abs(strokes[0][1].time - 0.02) < 1e-6)
    #expect(strokes[1][0].x == 8 && strokes[1][0].y == 7 && abs(strokes[1][0].time - 0.5) < 1e-6)
  }

  @Test(
    arguments: [
      ("<Point x=\"1\" y=\"1\" time=\"1\"/>", "outside"),
      ("<Stroke><Point x=\"1\" y=\"1\"/></Stroke>", "without x, y or time"),
      ("<Stroke><Point x=\"one\" y=\"1\" time=\"1\"/></Stroke>", "no decimal number"),
      ("<Stroke><Point x=\"1\" y=\"\" time=\"1\"/></Stroke>", "no decimal number"),
      ("<Stroke><Point x=\"1\" y=\"1e5\" time=\"1\"/></Stroke>", "no decimal number"),
      ("<Stroke><Point x=\"1\" z=\"1\" time=\"1\"/></Stroke>", "unknown attribute"),
      ("<Stroke><Point x=\"1\" y=\"1\" time=\"1\"></Stroke>", "unknown attribute"),
      ("<Stroke></Stroke>", "without a Point"),
      ("<Stroke><Stroke><Point x=\"1\" y=\"1\" time=\"1\"/></Stroke>", "inside a Stroke"),
      ("<Stroke><Point x=\"1\" y=\"1\" time=\"1\"/>", "ends before"),
      ("", "no Stroke"),
    ])
  func `a malformed document is refused with its fault`(body: String, fault: String) {
    #expect {
      try scan(session(body))
    } throws: {
      ($0 as? StrokeScanError)?.reason.contains(fault) == true
    }
  }

  @Test func `a document cut at any byte is refused`() throws {
    let whole = session("<Stroke><Point x=\"1\" y=\"1\" time=\"1.00\"/></Stroke>")
    _ = try scan(whole)
    for length in 0..<whole.utf8.count {
      #expect(throws: StrokeScanError.self) { try scan(String(whole.prefix(length))) }
    }
  }
}
