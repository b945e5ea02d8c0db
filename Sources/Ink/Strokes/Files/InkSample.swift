/// Ink that a user gives as a sample of a hand: JSON, InkML or SVG, with `text` where what it says matters.
///
/// Reads what `JSONRenderer` writes, of which it takes the first words of the first line, and any plainer object with
/// these members.
public struct InkSample: Sendable, Equatable {
  /// The most points of a sample.
  public static let mostPoints = 3000

  /// What the ink says; empty where that is unknown.
  public var text: String
  public var drawing: InkDrawing

  /// Reads a sample.
  ///
  /// - Parameter longestText: the most characters of a text; where words are known, as many are taken as this holds.
  /// - Throws: for anything that is not a sample of handwriting.
  public init(_ content: String, longestText: Int) throws(InkError) {
    let file = try InkFile(content, name: "prime")
    (text, drawing) = try Self.beginning(of: file, longestText: longestText)
    guard text.count <= longestText else {
      throw InkError(
        "The prime's text has \(text.count) characters; give ink of at most \(longestText), or with 'lines' and "
          + "'words' as the json format of handwriting has them.")
    }
    guard (2...Self.mostPoints).contains(drawing.pointCount) else {
      throw InkError(
        "The prime has \(drawing.pointCount) points; give ink of 2 to \(Self.mostPoints), about a line of writing.")
    }
  }

  private static let known = KnownContents<InkSample>()

  /// A sample turned level and brought to an x-height, from memory where the same content has been read before.
  public static func sized(
    _ content: String, longestText: Int, toXHeight xHeight: Double
  ) throws(InkError) -> InkSample {
    try known.value(of: content, with: [Double(longestText), xHeight]) { () throws(InkError) in
      var sample = try InkSample(content, longestText: longestText)
      sample.drawing = try sample.sized(toXHeight: xHeight)
      return sample
    }
  }

  /// The text and strokes of the first line's first words; of the whole line where its words have no text, and of all
  /// ink where no lines are told apart.
  private static func beginning(of file: InkFile, longestText: Int) throws(InkError) -> (String, InkDrawing) {
    guard let line = file.lines?.first, !line.words.isEmpty else { return (file.text ?? "", file.drawing) }
    let words = line.words.filter { !$0.text.isEmpty }
    guard let first = words.first else { return ("", try file.strokes(of: line.words, name: "prime")) }
    var text = first.text
    var taken = 1
    for word in words.dropFirst() {
      let longer = text + " " + word.text
      guard longer.count <= longestText else { break }
      text = longer
      taken += 1
    }
    return (text, try file.strokes(of: words.prefix(taken), name: "prime"))
  }

  /// The sample turned level and brought to an x-height, in data units.
  ///
  /// - Throws: for ink without height, such as a single dot.
  public func sized(toXHeight xHeight: Double) throws(InkError) -> InkDrawing {
    let levelled = LevelledPassage(Passage(characters: [], drawing: drawing), denoising: 0)
    guard let own = levelled.xHeight, InkFile.heights.contains(own) else {
      throw InkError("The prime holds no writing to take a hand from: its strokes have no height.")
    }
    return levelled.passage.drawing.placed(dx: 0, dy: 0, scale: xHeight / own)
  }
}
