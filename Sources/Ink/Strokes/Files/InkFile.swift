import FoundationEssentials

/// Ink as data, as a user gives it: JSON as `JSONRenderer` writes it, or any plainer object with `strokes`; InkML; or SVG of
/// single lines.
struct InkFile: Decodable {
  struct Line: Decodable {
    var text: String?
    var words: [Word]
  }

  struct Word: Decodable {
    var text: String
    var firstStroke: Int
    var strokeCount: Int
  }

  /// Points lie within this of the origin, in whatever unit.
  static let farthest = 1e6
  /// Small letters are as high as this, in whatever unit: with less there is nothing to scale by.
  static let heights = 1e-3...farthest

  var text: String?
  var xHeight: Double?
  var strokes: [[[Double]]]
  var lines: [Line]?

  /// Reads a file of any of these formats, which its content tells apart.
  /// - Parameter name: what the ink is, for the messages: `prime`.
  /// - Throws: what is wrong with it, and where.
  init(_ content: String, name: String) throws(InkError) {
    if content.first(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) == "<" {
      do {
        self = try Self.file(xml: content)
      } catch {
        throw InkError("The \(name) cannot be read \(error.message).")
      }
    } else {
      self = try Self.file(json: content, name: name)
    }
    for (number, stroke) in strokes.enumerated() {
      guard let point = stroke.firstIndex(where: { !Self.isPoint($0) }) else { continue }
      throw InkError(
        "The \(name) is damaged: point \(point) of stroke \(number) is not [x, y] with numbers within ±1000000.")
    }
  }

  private static func file(xml: String) throws(InkError) -> InkFile {
    let root = try XMLElement.root(of: xml)
    switch root.name {
    case "ink": return try InkFile(inkML: root)
    case "svg": return try InkFile(svg: root)
    default: throw InkError("in line \(root.line): '\(root.name)' is neither InkML nor SVG")
    }
  }

  private static func file(json: String, name: String) throws(InkError) -> InkFile {
    do {
      return try JSONDecoder().decode(InkFile.self, from: Data(json.utf8))
    } catch {
      throw InkError(
        "The \(name) cannot be read\(place(of: error)): it must be JSON with 'strokes', an array of strokes, each an array "
          + "of [x, y], and with 'text' where it has one, as the json format of handwriting has them; or InkML, or SVG of "
          + "single lines.")
    }
  }

  /// The strokes that words name, from the first of them to the last.
  /// - Throws: when they name strokes that the ink does not have.
  func strokes(of words: some BidirectionalCollection<Word>, name: String) throws(InkError) -> InkDrawing {
    Self.drawing(strokes[try range(of: words, name: name)])
  }

  /// Numbers of the strokes that words name.
  /// - Throws: when they name strokes that the ink does not have.
  func range(of words: some BidirectionalCollection<Word>, name: String) throws(InkError) -> Range<Int> {
    guard let first = words.first, let last = words.last else { return 0..<0 }
    let (end, overflow) = last.firstStroke.addingReportingOverflow(last.strokeCount)
    guard !overflow, first.firstStroke >= 0, first.firstStroke < end, end <= strokes.count else {
      throw InkError("The \(name) is damaged: its words name strokes that it does not have.")
    }
    return first.firstStroke..<end
  }

  /// All strokes.
  var drawing: InkDrawing { Self.drawing(strokes[...]) }

  static func drawing(_ strokes: ArraySlice<[[Double]]>) -> InkDrawing {
    InkDrawing(strokes.filter { !$0.isEmpty }.map { stroke in Stroke(stroke.map { Point(x: $0[0], y: $0[1]) }) })
  }

  private static func isPoint(_ numbers: [Double]) -> Bool {
    numbers.count >= 2 && abs(numbers[0]) <= farthest && abs(numbers[1]) <= farthest
  }

  /// Where JSON of the wrong form first differs, e.g. ` at strokes[3]`.
  private static func place(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "" }
    let path: [any CodingKey]
    switch error {
    case .keyNotFound(let key, let context): path = context.codingPath + [key]
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    @unknown default: path = []
    }
    let place = path.reduce("") { place, key in
      key.intValue.map { "\(place)[\($0)]" } ?? place + (place.isEmpty ? "" : ".") + key.stringValue
    }
    return place.isEmpty ? "" : " at \(place)"
  }
}
