import Networks
import PluginAPI
import Synchronization

/// Words and the symbols of a model; the end of a line is a symbol like any word.
struct Vocabulary: Sendable {
  /// What the Penn Treebank's users call the end of a line, and a word outside the vocabulary.
  static let endOfLine = "<eos>"
  static let unknownWord = "<unk>"

  /// A text in symbols, every line with its end.
  struct Lines: Sendable {
    var symbols: [Int] = []
    /// Ends of lines among them.
    var ends = 0
    /// Characters (Unicode scalars) of the words, and one after each: a blank, or the end of the line.
    var characters = 0
    /// Words outside the vocabulary, which stand as `<unk>`.
    var unknown = 0
    /// Names them; nil without any.
    var remark: String?
  }

  /// Index of `<unk>`; nil where the model has none.
  let unknown: Int?
  private let words: [String]
  private let indices: [String: Int]

  init(_ model: ModelDescription) {
    words = model.alphabet
    indices = Dictionary(zip(model.alphabet, 0...), uniquingKeysWith: { first, _ in first })
    unknown = indices[Self.unknownWord]
  }

  /// - Throws: a sentence when the model writes no text.
  init(ofTextModel model: PluginModel) throws(RequestError) {
    guard case .softmax = model.description.architecture.head else {
      throw RequestError("The model '\(model.description.name)' does not write text; choose one of the same task")
    }
    let known = Self.known.withLock { known in
      known.first { $0.digest == model.digest && $0.vocabulary.words == model.description.alphabet }?.vocabulary
    }
    if let known {
      self = known
      return
    }
    let vocabulary = Vocabulary(model.description)
    Self.known.withLock { known in
      known.insert((model.digest, vocabulary), at: 0)
      if known.count > Self.knownLimit { known.removeLast() }
    }
    self = vocabulary
  }

  /// Those that were used last, by package digest: a request should not have to look up ten thousand words first.
  private static let known = Mutex<[(digest: String, vocabulary: Vocabulary)]>([])
  private static let knownLimit = 8

  /// Indices of the words of a prime, which blanks part; a line break is the end-of-line symbol where there is one.
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
    guard strangers.isEmpty else {
      throw refusal(
        strangers, source: "prime",
        advice: unknown == nil
          ? "leave them out or choose another model"
          : "write \(Self.unknownWord) in their place, or choose another model")
    }
    return found
  }

  /// Symbols of a text as the Penn Treebank's users count them: every line ends with the end-of-line symbol, the last
  /// one as well, and a word outside the vocabulary is `<unk>`. Lines without a word are left out.
  /// - Throws: where the model has no `<unk>`, a sentence that names the words without a symbol, and where they stand.
  func lines(of text: String) throws(RequestError) -> Lines {
    var lines = Lines()
    var strangers: [(word: String, position: Int)] = []
    var position = 0
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      for word in words {
        position += 1
        lines.characters += word.unicodeScalars.count + 1
        if indices[String(word)] == nil { strangers.append((String(word.prefix(40)), position)) }
        if let index = indices[String(word)] ?? unknown { lines.symbols.append(index) }
      }
      guard !words.isEmpty, let end = indices[Self.endOfLine] else { continue }
      lines.symbols.append(end)
      lines.ends += 1
    }
    // Without a symbol for it, nothing follows the last word.
    if lines.ends == 0 { lines.characters = max(lines.characters - 1, 0) }
    guard !strangers.isEmpty else { return lines }
    guard unknown != nil else {
      throw refusal(strangers, source: "text", advice: "leave them out or choose another model")
    }
    lines.unknown = strangers.count
    lines.remark = "Words outside of the vocabulary count as \(Self.unknownWord): \(Self.list(strangers))."
    return lines
  }

  /// The words of the symbols, in their order.
  func words(of indices: [Int]) -> [String] { indices.map { words[$0] } }

  /// What a text starts after when nothing is said of it: the end of the line before, where it is a symbol.
  var opening: [Int] { indices[Self.endOfLine].map { [$0] } ?? [] }

  private func refusal(
    _ strangers: [(word: String, position: Int)], source: String, advice: String
  ) -> RequestError {
    RequestError("The \(source) has words that the model does not know: \(Self.list(strangers)); \(advice)")
  }

  private static func list(_ strangers: [(word: String, position: Int)]) -> String {
    strangers.prefix(10).map { "'\($0.word)' (word \($0.position))" }.joined(separator: ", ")
      + (strangers.count > 10 ? " and \(strangers.count - 10) more" : "")
  }
}
