/// Renders what the PNG of the same pages shows, and where, as data for those who train recognisers.
///
/// One object: `format` ("seqd-truth"), `version` (1), `text`, `unit` ("pixel"), `image` with `width`, `height` and
/// `resolution`, `receipt` unless it is left out, and `lines`. A line has `text`, `page` (from 0), `box`, `baseline` (two
/// points) and `words`; a word has `text`, `box`, `points` and `characters`; a character has `text`, `box` (null where no
/// ink is its own) and `points`. A box is `[left, top, right, bottom]`; points are a list of `[first, count]`, counted through
/// all strokes that the formats json and inkml have of the same ink.
struct TruthRenderer: Sendable {
  /// The text that was asked for.
  var text: String
  /// A JSON object, as it stands in the file; none where nil.
  var receipt: String?

  /// The file's bytes; equal truths give equal bytes.
  func render(_ truth: PageTruth) -> [UInt8] {
    var file = "{\n  \"format\": \"seqd-truth\",\n  \"version\": 1,\n"
    file += "  \"text\": \(JSONText.string(text)),\n  \"unit\": \"pixel\",\n"
    file += """
        "image": {"width": \(truth.size.width), "height": \(truth.size.height), \
      "resolution": \(JSONText.number(truth.size.resolution))},

      """
    if let receipt { file += "  \"receipt\": \(receipt),\n" }
    let lines = truth.lines.map { line in
      let words = line.words.map { "      \(Self.word($0))" }
      return """
            {"text": \(JSONText.string(line.text)), "page": \(line.page), "box": \(Self.box(line.box)), \
        "baseline": [\(line.baseline.map(Self.place).joined(separator: ", "))], "words": [
        \(words.joined(separator: ",\n"))
            ]}
        """
    }
    file += "  \"lines\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}\n"
    return Array(file.utf8)
  }

  private static func word(_ word: PageTruth.Word) -> String {
    let characters = word.characters.map { character in
      """
      {"text": \(JSONText.string(character.text)), "box": \(character.box.map(box) ?? "null"), \
      "points": \(points(character.points))}
      """
    }
    return """
      {"text": \(JSONText.string(word.text)), "box": \(box(word.box)), "points": \(points(word.points)), \
      "characters": [\(characters.joined(separator: ", "))]}
      """
  }

  private static func points(_ ranges: [Range<Int>]) -> String {
    "[\(ranges.map { "[\($0.lowerBound), \($0.count)]" }.joined(separator: ", "))]"
  }

  private static func place(_ point: Point) -> String { "[\(JSONText.number(point.x)), \(JSONText.number(point.y))]" }

  private static func box(_ box: Bounds) -> String {
    "[\([box.minX, box.minY, box.maxX, box.maxY].map(JSONText.number).joined(separator: ", "))]"
  }
}
