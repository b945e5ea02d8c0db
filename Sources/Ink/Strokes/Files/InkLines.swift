/// Ink that a user gives to be measured: line by line, since networks read a line at a time.
public struct InkLines: Sendable, Equatable {
  /// The most points of all lines.
  public static let mostPoints = 100_000

  public struct Line: Sendable, Equatable {
    /// What it says; empty where that is unknown.
    public var text: String
    public var drawing: InkDrawing
  }

  public var lines: [Line]
  /// Height of small letters, in the file's unit; nil where the file does not tell.
  public var xHeight: Double?

  /// Reads ink: the lines that the file tells apart, else all of it as one line.
  ///
  /// - Parameter text: what the ink says, in place of what the file says; only for a single line. nil leaves it as it is.
  /// - Throws: for anything that is not handwriting in lines of two points or more.
  public init(_ content: String, text: String? = nil) throws(InkError) {
    let file = try InkFile(content, name: "ink")
    var lines: [Line] = []
    // Lines may share strokes, so that a small file could hold any number of points; and strokes may be empty.
    var (points, strokes) = (0, 0)
    for line in file.lines ?? [] where !line.words.isEmpty && points <= Self.mostPoints {
      let range = try file.range(of: line.words, name: "ink")
      strokes += range.count
      guard strokes <= Self.mostPoints else {
        throw InkError("The ink has more than \(Self.mostPoints) strokes, the most that are allowed; divide it.")
      }
      let words = line.words.map(\.text).filter { !$0.isEmpty }.joined(separator: " ")
      lines.append(Line(text: line.text ?? words, drawing: InkFile.drawing(file.strokes[range])))
      points += lines[lines.count - 1].drawing.pointCount
    }
    if lines.isEmpty {
      lines = [Line(text: file.text ?? "", drawing: file.drawing)]
      points = lines[0].drawing.pointCount
    }
    guard points <= Self.mostPoints else {
      throw InkError("The ink has more than \(Self.mostPoints) points, the most that are allowed; divide it.")
    }
    if let text {
      guard lines.count == 1 else {
        throw InkError(
          "The ink has \(lines.count) lines, and one text cannot be divided among them; leave the text out, or give "
            + "each line as a file of its own.")
      }
      lines[0].text = text
    }
    for (number, line) in lines.enumerated() where line.drawing.pointCount < 2 {
      let place = lines.count > 1 ? "Line \(number + 1) of the ink" : "The ink"
      throw InkError("\(place) has \(line.drawing.pointCount) points; it needs two, since the first has no offset.")
    }
    self.lines = lines
    if let height = file.xHeight, InkFile.heights.contains(height) { xHeight = height }
  }

  /// The lines with small letters of a common height: by the file's own x-height, else each line turned level and
  /// measured by itself.
  ///
  /// - Throws: for a line without height, such as a single dot.
  public func sized(toXHeight wanted: Double) throws(InkError) -> [Line] {
    var sized = lines
    for index in sized.indices {
      if let xHeight {
        sized[index].drawing = sized[index].drawing.placed(dx: 0, dy: 0, scale: wanted / xHeight)
        continue
      }
      let levelled = LevelledPassage(Passage(characters: [], drawing: sized[index].drawing), denoising: 0)
      guard let own = levelled.xHeight, InkFile.heights.contains(own) else {
        let place = sized.count > 1 ? "Line \(index + 1) of the ink" : "The ink"
        throw InkError(
          "\(place) has no height to be scaled by; give 'xHeight' in the file, or ink in the model's own units with "
            + "--as-recorded.")
      }
      sized[index].drawing = levelled.passage.drawing.placed(dx: 0, dy: 0, scale: wanted / own)
    }
    return sized
  }
}
