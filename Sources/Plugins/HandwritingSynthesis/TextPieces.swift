/// A text cut into pieces short enough for the network, paragraph by paragraph.
struct TextPieces: Sendable, Equatable {
  struct Paragraph: Sendable, Equatable {
    /// Words joined by single spaces, at most the limit long.
    var pieces: [String]
    /// Those of the pieces, by number, that end within a word.
    var divided: Set<Int> = []
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
  ///   - limit: the most characters of a piece. A longer word is divided without a hyphen: it is an address as a rule, and
  ///     its parts stand close together on paper.
  init(_ text: String, limit: Int) {
    var emptyLines = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var words: [String] = []
      var continued: Set<Int> = []
      for word in line.split(separator: " ") {
        let parts = Self.divide(String(word), limit: limit)
        if parts.count > 1 { divided.append(String(word)) }
        continued.formUnion(words.count..<words.count + parts.count - 1)
        words += parts
      }
      if words.isEmpty {
        emptyLines += 1
      } else {
        // More than one empty line in a row is a larger gap, but no page is left blank by it.
        let (pieces, dividedPieces) = Self.pack(words, continued: continued, limit: limit)
        paragraphs.append(
          Paragraph(pieces: pieces, divided: dividedPieces, linesBefore: min(0.8 * Double(emptyLines), 2.4)))
        emptyLines = 0
      }
    }
    if !paragraphs.isEmpty { paragraphs[0].linesBefore = 0 }
  }

  /// Words packed into as few pieces as they need, all of about the same length.
  /// - Parameter continued: numbers of the words that are parts of one with the next.
  /// - Returns: the pieces, and the numbers of those that end with such a part, which no piece holds together with another.
  private static func pack(
    _ words: [String], continued: Set<Int>, limit: Int
  ) -> (pieces: [String], divided: Set<Int>) {
    let total = words.reduce(-1) { $0 + $1.count + 1 }
    let wanted = (total + limit - 1) / limit
    var pieces: [String] = []
    var divided: Set<Int> = []
    var piece = ""
    var left = total
    for (number, word) in words.enumerated() {
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
      if continued.contains(number) { divided.insert(pieces.count) }
    }
    return (piece.isEmpty ? pieces : pieces + [piece], divided)
  }

  private static func divide(_ word: String, limit: Int) -> [String] {
    guard word.count > limit else { return [word] }
    var parts: [String] = []
    var rest = Substring(word)
    while rest.count > limit {
      parts.append(String(rest.prefix(limit)))
      rest = rest.dropFirst(limit)
    }
    return parts + [String(rest)]
  }
}
