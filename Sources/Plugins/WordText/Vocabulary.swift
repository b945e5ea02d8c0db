import Networks
import PluginAPI

/// Words and the symbols of a model; the end of a line is a symbol like any word.
struct Vocabulary {
  /// What the Penn Treebank's users call the end of a line, and a word outside the vocabulary.
  static let endOfLine = "<eos>"
  static let unknown = "<unk>"

  private let words: [String]
  private let indices: [String: Int]

  init(_ model: ModelDescription) {
    words = model.alphabet
    indices = Dictionary(zip(model.alphabet, 0...), uniquingKeysWith: { first, _ in first })
  }

  /// Indices of the words of a text, which blanks part; a line break is the end-of-line symbol where there is one.
  /// - Throws: a sentence that names the words without a symbol, and where they stand, counted from 1.
  func indices(of text: String) throws(RequestError) -> [Int] {
    var found: [Int] = []
    var strangers: [(word: String, position: Int)] = []
    var position = 0
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      if number > 0, let end = indices[Self.endOfLine] { found.append(end) }
      for word in line.split(whereSeparator: \.isWhitespace) {
        position += 1
        if let index = indices[String(word)] {
          found.append(index)
        } else {
          strangers.append((String(word.prefix(40)), position))
        }
      }
    }
    guard strangers.isEmpty else { throw refusal(strangers) }
    return found
  }

  /// The words of the symbols, in their order.
  func words(of indices: [Int]) -> [String] { indices.map { words[$0] } }

  /// What a text starts after when the user gives no beginning: the end of the line before, where it is a symbol.
  var opening: [Int] { indices[Self.endOfLine].map { [$0] } ?? [] }

  private func refusal(_ strangers: [(word: String, position: Int)]) -> RequestError {
    let list = strangers.prefix(10).map { "'\($0.word)' (word \($0.position))" }.joined(separator: ", ")
    let rest = strangers.count > 10 ? " and \(strangers.count - 10) more" : ""
    let advice =
      indices[Self.unknown] == nil
      ? "leave them out or choose another model"
      : "write \(Self.unknown) in their place, or choose another model"
    return RequestError("The prime has words that the model does not know: \(list)\(rest); \(advice)")
  }
}
