import FoundationEssentials

/// Ink that a user gives as a sample of a hand: JSON with `strokes`, and with `text` where what it says matters.
///
/// Reads what `JSONRenderer` writes, of which it takes the first words, and any plainer object with these members.
public struct InkSample: Sendable, Equatable {
  /// The most points of a sample.
  public static let mostPoints = 3000

  /// What the ink says; empty where that is unknown.
  public var text: String
  public var drawing: InkDrawing

  private struct File: Decodable {
    var text: String?
    var strokes: [[[Double]]]
    var lines: [Line]?
  }

  private struct Line: Decodable { var words: [Word] }

  private struct Word: Decodable {
    var text: String
    var firstStroke: Int
    var strokeCount: Int
  }

  /// Reads a sample.
  ///
  /// - Parameter longestText: the most characters of a text; where words are known, as many are taken as this holds.
  /// - Throws: for anything that is not a sample of handwriting.
  public init(json: String, longestText: Int) throws(InkError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(json.utf8))
    } catch {
      throw InkError(
        "The prime cannot be read: it must be JSON with 'text' and 'strokes', an array of strokes, each an array of "
          + "[x, y], as the json format of handwriting has them.")
    }
    let (words, range) = try Self.beginning(of: file, longestText: longestText)
    guard words.count <= longestText else {
      throw InkError(
        "The prime's text has \(words.count) characters; give ink of at most \(longestText), or with 'lines' and "
          + "'words' as the json format of handwriting has them.")
    }
    let strokes = file.strokes[range].filter { !$0.isEmpty }
    let points = strokes.reduce(0) { $0 + $1.count }
    guard (2...Self.mostPoints).contains(points), strokes.allSatisfy({ $0.allSatisfy(Self.isPoint) }) else {
      throw InkError(
        "The prime's strokes cannot be used: they need 2 to \(Self.mostPoints) points, each [x, y] with numbers within "
          + "±1000000.")
    }
    text = words
    drawing = InkDrawing(strokes.map { stroke in Stroke(stroke.map { Point(x: $0[0], y: $0[1]) }) })
  }

  private static func isPoint(_ numbers: [Double]) -> Bool {
    numbers.count >= 2 && abs(numbers[0]) <= 1e6 && abs(numbers[1]) <= 1e6
  }

  /// The text and strokes of the first line's first words; of the whole where words are not told apart.
  private static func beginning(of file: File, longestText: Int) throws(InkError) -> (String, Range<Int>) {
    let words = file.lines?.first?.words.filter { !$0.text.isEmpty } ?? []
    guard let first = words.first else { return (file.text ?? "", file.strokes.indices) }
    var text = first.text
    var last = first
    for word in words.dropFirst() {
      let longer = text + " " + word.text
      guard longer.count <= longestText else { break }
      text = longer
      last = word
    }
    let (end, overflow) = last.firstStroke.addingReportingOverflow(last.strokeCount)
    guard !overflow, first.firstStroke >= 0, first.firstStroke < end, end <= file.strokes.count else {
      throw InkError("The prime is damaged: its words name strokes that it does not have.")
    }
    return (text, first.firstStroke..<end)
  }

  /// The sample turned level and brought to an x-height, in data units.
  ///
  /// - Throws: for ink without height, such as a single dot.
  public func sized(toXHeight xHeight: Double) throws(InkError) -> InkDrawing {
    let levelled = LevelledPassage(Passage(characters: [], drawing: drawing), denoising: 0)
    guard let own = levelled.xHeight, own > 0 else {
      throw InkError("The prime holds no writing to take a hand from: its strokes have no height.")
    }
    return levelled.passage.drawing.placed(dx: 0, dy: 0, scale: xHeight / own)
  }
}
