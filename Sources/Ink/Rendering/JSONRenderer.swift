/// Renders ink as data.
///
/// One object: `format` ("seqd-ink"), `version` (1), `text`, `unit` ("mm"), `width` and `height` of all pages, `xHeight`
/// where known, `properties` (strings, such as the seed), `receipt` unless it is left out, `time`, `pages` and `lines`, and
/// `strokes`, an array of strokes, each an array of `[x, y]` in pen order, y growing downwards. Pages stand below one
/// another, so that y goes on from one to the next. A page has `top`, `width`, `height`, `firstStroke` and `strokeCount`; a
/// line has `text`, `page` (from 0), `baseline` and `words`; a word has `text`, `firstStroke` and `strokeCount`. Lengths are
/// rounded to a thousandth. Where the x-height is known, `time` has `unit` ("ms"), the `interval` from a stroke's point to
/// the next, and `starts`, when each stroke begins.
public struct JSONRenderer: Sendable {
  /// The text that was asked for.
  public var text: String
  /// Height of small letters, in mm; nil where it is unknown.
  public var xHeight: Double?
  /// What else is known of the ink, in the order of the file.
  public var properties: [(name: String, value: String)]
  /// A JSON object, as it stands in the file; none where nil.
  public var receipt: String?

  public init(
    text: String, xHeight: Double? = nil, properties: [(name: String, value: String)] = [], receipt: String? = nil
  ) {
    self.text = text
    self.xHeight = xHeight
    self.properties = properties
    self.receipt = receipt
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) -> [UInt8] {
    var file = "{\n  \"format\": \"seqd-ink\",\n  \"version\": 1,\n"
    file += "  \"text\": \(JSONText.string(text)),\n  \"unit\": \"mm\",\n"
    file += "  \"width\": \(JSONText.number(pages.width)),\n"
    file += "  \"height\": \(JSONText.number(pages.height)),\n"
    if let xHeight { file += "  \"xHeight\": \(JSONText.number(xHeight)),\n" }
    let pairs = properties.map { "\(JSONText.string($0.name)): \(JSONText.string($0.value))" }
    file += "  \"properties\": {\(pairs.joined(separator: ", "))},\n"
    if let receipt { file += "  \"receipt\": \(receipt),\n" }

    var pageList: [String] = []
    var lineList: [String] = []
    var strokeList: [String] = []
    var top = 0.0
    for (index, page) in pages.enumerated() {
      let first = strokeList.count
      pageList.append(
        """
            {"top": \(JSONText.number(top)), "width": \(JSONText.number(page.width)), \
        "height": \(JSONText.number(page.height)), "firstStroke": \(first), \
        "strokeCount": \(page.drawing.strokes.count)}
        """)
      lineList += page.lines.map { Self.line($0, page: index, top: top, firstStroke: first) }
      strokeList += page.drawing.strokes.map { Self.stroke($0, top: top) }
      top += page.height
    }
    if let xHeight {
      let starts = PenTime.starts(of: pages.strokes, xHeight: xHeight).map(String.init).joined(separator: ", ")
      file += "  \"time\": {\"unit\": \"ms\", \"interval\": \(PenTime.interval), \"starts\": [\(starts)]},\n"
    }
    file += "  \"pages\": [\n\(pageList.joined(separator: ",\n"))\n  ],\n"
    file += "  \"lines\": [\n\(lineList.joined(separator: ",\n"))\n  ],\n"
    file += "  \"strokes\": [\n\(strokeList.joined(separator: ",\n"))\n  ]\n}\n"
    return Array(file.utf8)
  }

  private static func line(_ line: PlacedLine, page: Int, top: Double, firstStroke: Int) -> String {
    let words = line.words.map { word in
      """
      {"text": \(JSONText.string(word.text)), "firstStroke": \(firstStroke + word.strokes.lowerBound), \
      "strokeCount": \(word.strokes.count)}
      """
    }
    return """
          {"text": \(JSONText.string(line.text)), "page": \(page), \
      "baseline": \(JSONText.number(top + line.baseline)), "words": [\(words.joined(separator: ", "))]}
      """
  }

  private static func stroke(_ stroke: Stroke, top: Double) -> String {
    let points = stroke.points.map { "[\(JSONText.number($0.x)), \(JSONText.number($0.y + top))]" }
    return "    [\(points.joined(separator: ", "))]"
  }
}

/// Strings and numbers as JSON writes them.
enum JSONText {
  /// A number to a thousandth, without trailing zeros; the same digits on every machine. Nothing is drawn as far out as
  /// a million kilometres in millimetres, where numbers end.
  static func number(_ value: Double) -> String {
    let thousandths = Int((max(-1e12, min(1e12, value.isNaN ? 0 : value)) * 1000).rounded())
    let (whole, part) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
    let sign = thousandths < 0 ? "-" : ""
    guard part > 0 else { return "\(sign)\(whole)" }
    var digits = String(part)
    digits = String(repeating: "0", count: 3 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }

  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
