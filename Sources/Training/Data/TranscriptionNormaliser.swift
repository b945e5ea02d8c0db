/// Spaces transcriptions as people space text.
///
/// About 170 of the 1,907 transcriptions are tokenised: a space stands before full stops and commas (`Mr . Smith`),
/// around apostrophes (`can ' t`) and inside quotation marks (`" Yes . "`). The ink has no such space: in lines that
/// end with a full stop the dot stands 97 units (median) behind the last letter where the transcription has a space
/// and 77 where it has none, while words stand 257 units apart. So one rule makes all of them alike:
///
/// - runs of white space become one space, none at the ends;
/// - a space before `.` `,` `;` `:` `?` `!` `)` `%` goes, unless the same mark stands before the space (`. . .`) or
///   behind the mark (`,,` as opening quotes); so does a space after `(`;
/// - behind a mark moved so, a space is put in before a word of two letters or more (`Mr .Smith`);
/// - between digits, spaces around `,` and `.` go (`2 , 415`, `17 .00`);
/// - a free-standing `'` between a letter and `s`, `t`, `d`, `m`, `ll`, `re` or `ve` joins both (`can ' t`);
/// - any other free-standing `'` or `"` joins the word behind it when it opens, the one before when it closes. It
///   closes at the end of a line, before another such mark, when the same mark was opened before it in the line, and,
///   when none follows in the line, after `.` `?` `!` or between a comma and a small letter; else it opens.
public struct TranscriptionNormaliser: Sendable {
  public init() {}

  /// The text with its spacing normalised.
  public func normalised(_ text: String) -> String {
    joinQuotes(joinNumbers(joinMarks(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))))
  }

  private static let closing: Set<Character> = [".", ",", ";", ":", "?", "!", ")", "%"]

  private func joinMarks(_ text: String) -> String {
    let source = Array(text)
    var result: [Character] = []
    for (index, character) in source.enumerated() {
      let next = index + 1 < source.count ? source[index + 1] : " "
      if Self.closing.contains(character), result.count > 1, result[result.count - 1] == " ", next != character,
        result[result.count - 2] != character
      {
        result.removeLast()
        result.append(character)
        // An opening quote and a word behind the mark lost their space to the tokeniser; an initial (U .S.) did not.
        let word = source[(index + 1)...].prefix(while: \.isLetter)
        if character != "%", word.count > 1 { result.append(" ") }
      } else if character == " ", result.last == "(" {
        continue
      } else {
        result.append(character)
      }
    }
    return String(result)
  }

  private func joinNumbers(_ text: String) -> String {
    let source = Array(text)
    var result: [Character] = []
    for (index, character) in source.enumerated() {
      let next = index + 1 < source.count ? source[index + 1] : " "
      if character == " ", next.isNumber, result.count > 1, result[result.count - 1] == ",",
        result[result.count - 2].isNumber, source[(index + 1)...].prefix(while: \.isNumber).count == 3
      {
        continue
      }
      result.append(character)
    }
    return String(result)
  }

  private static let contractions: Set<String> = ["s", "t", "d", "m", "ll", "re", "ve"]

  private func joinQuotes(_ text: String) -> String {
    let words = text.split(separator: " ").map(String.init)
    var result = ""
    var joins = true
    for (index, word) in words.enumerated() {
      guard index > 0 || word == "'" || word == "\"" else {
        result = word
        joins = false
        continue
      }
      guard word == "'" || word == "\"", words.count > 1 else {
        result += (joins ? "" : " ") + word
        joins = false
        continue
      }
      let next = index + 1 < words.count ? words[index + 1] : nil
      if word == "'", result.last?.isLetter == true, let next,
        Self.contractions.contains(String(next.prefix(while: \.isLetter)))
      {
        result += word
        joins = true
      } else if closes(word, before: result, rest: words[(index + 1)...]) {
        result += word
        joins = false
      } else {
        result += (joins || result.isEmpty ? "" : " ") + word
        joins = true
      }
    }
    return result
  }

  private func closes(_ mark: String, before: String, rest: ArraySlice<String>) -> Bool {
    guard let last = before.last else { return false }
    if rest.isEmpty || rest.first == mark { return true }
    // Apostrophes within words are no quotes.
    let opened = before.split(separator: " ").count { $0.hasPrefix(mark) }
    let closed = before.split(separator: " ").count { $0.hasSuffix(mark) && $0.count > 1 }
    if opened > closed { return true }
    if rest.contains(where: { $0.contains(mark) }) { return false }
    return ".?!".contains(last) || last == "," && rest.first?.first?.isLowercase == true
  }
}
