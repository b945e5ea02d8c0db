/// Joins words as people write them, undoing the Penn Treebank's splitting.
enum Detokeniser {
  private static let closing: Set<String> = [".", ",", ";", ":", "!", "?", ")", "]", "}", "%", "''", "..."]
  private static let clipped: Set<String> = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "'"]
  private static let opening: Set<String> = ["(", "[", "{", "$", "#", "``"]

  /// One text of the words: a blank between them, none where punctuation or a clipped form leans on its neighbour;
  /// quotes become plain ones. The end-of-line symbol is a line break.
  static func text(of words: [String]) -> String {
    var text = ""
    var leansOnNext = true
    for word in words {
      if word == Vocabulary.endOfLine {
        text += "\n"
        leansOnNext = true
        continue
      }
      if !leansOnNext, !leansOnPrevious(word) { text += " " }
      text += word == "``" || word == "''" ? "\"" : word
      leansOnNext = opening.contains(word)
    }
    return text
  }

  /// The words as the model has them, a blank between two; the end-of-line symbol is a line break.
  static func plain(_ words: [String]) -> String {
    words.split(separator: Vocabulary.endOfLine, omittingEmptySubsequences: false)
      .map { $0.joined(separator: " ") }.joined(separator: "\n")
  }

  private static func leansOnPrevious(_ word: String) -> Bool { closing.contains(word) || clipped.contains(word) }
}
