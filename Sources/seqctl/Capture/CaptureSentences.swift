/// The lines that a page of capture asks for.
enum CaptureSentences {
  /// Every letter, capital and digit, and the signs `. , ; : ? ! ' " ( ) - / &`, on as few lines as a person likes to write.
  ///
  /// None is longer than 30 characters, the most that can lead a network into a hand.
  static let standard = [
    "Dear Max, we fly at 7:45 - OK?",
    "Cold jam, hot pizza, quiz box.",
    "Jack Quinn (Room 306) waved!",
    "Every Zebra likes Grey Hay.",
    "\"Bring us 1 extra fig,\" I said",
    "Paul's Yacht left Lisbon; 28 C",
    "Vera Wolf, Xenia & Fritz: 9/10",
    "Nine Swans, Ten Unjust Aims",
  ]

  /// Lines of a page at most, and characters of a line.
  static let mostLines = 40
  static let lengths = 3...60

  /// The lines of a text, the empty ones left out and blanks at the ends as well.
  /// - Parameters:
  ///   - text: nil takes the standard ones.
  ///   - count: how many from the beginning; nil takes all.
  /// - Throws: a failure with status `invalid` that names the line.
  static func lines(of text: String?, count: Int?) throws(Failure) -> [String] {
    var lines = standard
    if let text {
      lines = []
      for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { continue }
        try check(words, number: number + 1)
        lines.append(words)
      }
    }
    guard !lines.isEmpty else {
      throw Failure(.invalid, "the text has no line to write", advice: "give a file with sentences, one on each line")
    }
    if let count {
      guard (1...lines.count).contains(count) else {
        throw Failure(
          .invalid, "--lines \(count) is outside of 1 to \(lines.count), the lines that there are",
          advice: "give lines of your own with --text FILE")
      }
      lines = Array(lines.prefix(count))
    }
    guard lines.count <= mostLines else {
      throw Failure(
        .invalid, "the text has \(lines.count) lines; a page has \(mostLines) at most", advice: "choose with --lines")
    }
    return lines
  }

  private static func check(_ line: String, number: Int) throws(Failure) {
    guard lengths.contains(line.count) else {
      throw Failure(
        .invalid, "line \(number) of the text has \(line.count) characters",
        advice: "give lines of \(lengths.lowerBound) to \(lengths.upperBound), best of 20 to 30")
    }
    guard !line.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
      throw Failure(.invalid, "line \(number) of the text has a control character", advice: "take it out")
    }
  }
}
