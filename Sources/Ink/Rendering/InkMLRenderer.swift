/// Renders ink as InkML (W3C Recommendation, 20 September 2011).
///
/// Traces have X and Y in mm, y growing downwards, and T in ms. A group for each page holds groups for its lines, and
/// these groups for their words; what a line or word says is its annotation `truth`. Pages stand below one another.
struct InkMLRenderer: Sendable {
  /// The text that was asked for.
  var text: String
  /// Height of small letters, in mm.
  var xHeight: Double
  var properties: [(name: String, value: String)]
  /// Stands in an annotation; none where nil.
  var receipt: String?

  /// Types of annotations.
  static let receiptType = "seqd-receipt"
  static let truthType = "truth"
  static let xHeightType = "x-height"

  /// The file's bytes; equal pages give equal bytes.
  func render(_ pages: [Page]) -> [UInt8] {
    var file = """
      <?xml version="1.0" encoding="UTF-8"?>
      <ink xmlns="http://www.w3.org/2003/InkML">

      """
    if let receipt { file += Self.annotation(Self.receiptType, receipt) }
    if !text.isEmpty { file += Self.annotation(Self.truthType, text) }
    file += Self.annotation(Self.xHeightType, JSONText.number(xHeight))
    for property in properties { file += Self.annotation(property.name, property.value) }
    file += """
      <definitions>
      <context xml:id="pen"><traceFormat>
      <channel name="X" type="decimal" units="mm"/>
      <channel name="Y" type="decimal" units="mm"/>
      <channel name="T" type="integer" units="ms"/>
      </traceFormat></context>
      </definitions>

      """
    let strokes = pages.strokes
    let starts = PenTime.starts(of: strokes, xHeight: xHeight)
    var first = 0
    for (number, page) in pages.enumerated() {
      file += "<traceGroup contextRef=\"#pen\">\n" + Self.annotation("page", String(number + 1))
      for line in page.lines {
        file += "<traceGroup>\n" + Self.annotation(Self.truthType, line.text)
        for word in line.words {
          file += "<traceGroup>\n" + Self.annotation(Self.truthType, word.text)
          for index in word.strokes { file += Self.trace(strokes[first + index], from: starts[first + index]) }
          file += "</traceGroup>\n"
        }
        file += "</traceGroup>\n"
      }
      file += "</traceGroup>\n"
      first += page.drawing.strokes.count
    }
    return Array((file + "</ink>\n").utf8)
  }

  private static func annotation(_ type: String, _ text: String) -> String {
    "<annotation type=\"\(SVGFile.escaped(type))\">\(SVGFile.escaped(text))</annotation>\n"
  }

  private static func trace(_ stroke: Stroke, from start: Int) -> String {
    let points = stroke.points.enumerated().map { index, point in
      "\(JSONText.number(point.x)) \(JSONText.number(point.y)) \(start + index * PenTime.interval)"
    }
    return "<trace>\(points.joined(separator: ", "))</trace>\n"
  }
}
