/// A text cut into pieces short enough for the network, paragraph by paragraph.
struct TextPieces: Sendable, Equatable {
  struct Paragraph: Sendable, Equatable {
    /// Words joined by single spaces, at most the limit long.
    var pieces: [String]
    /// Empty lines before it.
    var linesBefore: Double
  }

  var paragraphs: [Paragraph] = []
  /// Words that are longer than a piece and were divided.
  var divided: [String] = []

  /// Every line break begins a new line; empty lines set paragraphs apart.
  ///
  /// - Parameters:
  ///   - text: of which runs of spaces count as one.
  ///   - limit: the most characters of a piece.
  ///   - hyphen: whether divided words get one.
  init(_ text: String, limit: Int, hyphen: Bool) {
    var emptyLines = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var words: [String] = []
      for word in line.split(separator: " ") {
        let parts = Self.divide(String(word), limit: limit, hyphen: hyphen)
        if parts.count > 1 { divided.append(String(word)) }
        words += parts
      }
      if words.isEmpty {
        emptyLines += 1
      } else {
        // More than one empty line in a row is a larger gap, but no page is left blank by it.
        paragraphs.append(
          Paragraph(pieces: Self.pack(words, limit: limit), linesBefore: min(0.8 * Double(emptyLines), 2.4)))
        emptyLines = 0
      }
    }
    if !paragraphs.isEmpty { paragraphs[0].linesBefore = 0 }
  }

  /// Words packed into as few pieces as they need, all of about the same length.
  private static func pack(_ words: [String], limit: Int) -> [String] {
    let total = words.reduce(-1) { $0 + $1.count + 1 }
    let wanted = (total + limit - 1) / limit
    var pieces: [String] = []
    var piece = ""
    var left = total
    for word in words {
      let target = (left + max(1, wanted - pieces.count) - 1) / max(1, wanted - pieces.count)
      let grown = piece.count + 1 + word.count
      // A word goes where it leaves the piece nearer to its even share.
      if !piece.isEmpty, grown > limit || grown - target > target - piece.count {
        pieces.append(piece)
        left -= piece.count + 1
        piece = word
      } else {
        piece += piece.isEmpty ? word : " " + word
      }
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }

  private static func divide(_ word: String, limit: Int, hyphen: Bool) -> [String] {
    guard word.count > limit else { return [word] }
    let mark = hyphen ? "-" : ""
    var parts: [String] = []
    var rest = Substring(word)
    while rest.count > limit {
      parts.append(rest.prefix(limit - mark.count) + mark)
      rest = rest.dropFirst(limit - mark.count)
    }
    return parts + [String(rest)]
  }
}
