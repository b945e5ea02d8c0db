import FoundationEssentials

/// How the Hutter Wikipedia text is cut into its parts.
public enum WikipediaSplit: String, Codable, Sendable, CaseIterable {
  /// The last 254,399 bytes of the first 4,154,399 are held out.
  case prefix
  /// Graves 2013: 96 million bytes to learn from, the last 4 million held out.
  case graves
  /// 90, 5 and 5 million bytes, as most later work has it.
  case standard

  /// Bytes of training, validation and test; where two are the same bytes the test part is empty here.
  var sizes: (training: Int, validation: Int, test: Int) {
    switch self {
    case .prefix: (3_900_000, 254_399, 0)
    case .graves: (96_000_000, 4_000_000, 0)
    case .standard: (90_000_000, 5_000_000, 5_000_000)
    }
  }
}

/// Where a text is read from, and what its symbols are.
public struct TextData: Sendable {
  public enum Source: String, Codable, Sendable, CaseIterable {
    /// The Penn Treebank in Mikolov's preprocessing.
    case ptb
    /// The Hutter prize's Wikipedia text.
    case wikipedia
    /// Any file of text: its last twentieth is for testing, the one before for validation.
    case file
  }

  public var source: Source
  /// Folder or file.
  public var path: String
  public var unit: TextUnit
  public var split: WikipediaSplit
  /// Size of the alphabet; nil for all symbols of the training part. Rarer ones become `<unk>`.
  public var symbols: Int?
  /// An alphabet to use instead of making one.
  public var alphabet: [String]?

  public init(
    source: Source, path: String, unit: TextUnit, split: WikipediaSplit = .prefix, symbols: Int? = nil,
    alphabet: [String]? = nil
  ) {
    self.source = source
    self.path = path
    self.unit = unit
    self.split = split
    self.symbols = symbols
    self.alphabet = alphabet
  }

  /// Places in a text are counted in 32 bits.
  private static let mostBytes = Int(Int32.max)

  /// The same text in a model's symbols; one whose alphabet is bytes gets bytes.
  func inSymbols(of alphabet: [String]) -> TextData {
    var data = self
    data.alphabet = alphabet
    if alphabet.contains(TextEncoding.name(of: 0xE2)) { data.unit = .byte }
    return data
  }

  /// Reads the files and makes symbols of them.
  /// - Throws: `InkDataError` or `InvalidRequest`, each one sentence.
  public func corpus() throws -> TextCorpus {
    let parts: [[UInt8]]
    switch source {
    case .ptb:
      let raw = try TextFiles.pennTreebank(path)
      // By character a line is what stands between its outer blanks, and its end.
      parts = unit == .word ? raw : raw.map { TextEncoding.lines($0).flatMap { Array($0) + [UInt8(ascii: "\n")] } }
    case .wikipedia: parts = try wikipediaParts()
    case .file: parts = try fileParts()
    }
    guard parts[0].count >= 100 else {
      throw InvalidRequest("the training text in \(path) has \(parts[0].count) bytes; there is nothing to learn from")
    }
    guard parts[0].count <= Self.mostBytes else {
      throw InvalidRequest(
        "the training text in \(path) has \(parts[0].count) bytes, and \(Self.mostBytes) are the most; give a part of it"
      )
    }
    let alphabet = try alphabet ?? makeAlphabet(parts)
    let index = alphabet.indexByName
    let splits = try parts.map { part in
      switch unit {
      case .word: try TextEncoding.words(part, index, file: path)
      case .character: try TextEncoding.characters(part, alphabet, file: path)
      case .byte: try TextEncoding.bytes(part[...], index, file: path)
      }
    }
    return TextCorpus(
      name: name, unit: unit, alphabet: alphabet, training: splits[0], validation: splits[1], test: splits[2])
  }

  /// The corpus in words.
  var name: String {
    switch source {
    case .ptb: "the Penn Treebank in Mikolov's preprocessing"
    case .wikipedia:
      switch split {
      case .prefix: "the Hutter Wikipedia text (enwik8), first 3,900,000 bytes"
      case .graves: "the Hutter Wikipedia text (enwik8), first 96,000,000 bytes"
      case .standard: "the Hutter Wikipedia text (enwik8), first 90,000,000 bytes"
      }
    case .file: path.split(separator: "/").last.map(String.init) ?? path
    }
  }

  private func wikipediaParts() throws -> [[UInt8]] {
    let text = try TextFiles.wikipedia(path)
    let sizes = split.sizes
    let needed = sizes.training + sizes.validation + sizes.test
    guard text.count >= needed else {
      throw InkDataError(
        "\(path) has \(text.count) bytes, the split '\(split.rawValue)' needs \(needed); give the whole enwik8, or "
          + "--split prefix.")
    }
    let middle = sizes.training + sizes.validation
    return [text[..<sizes.training], text[sizes.training..<middle], text[middle..<needed]].map { Array($0) }
  }

  private func fileParts() throws -> [[UInt8]] {
    guard TextFiles.isFile(path) else {
      throw InvalidRequest("\(path) is no file; give a file of text, or name the corpus with --corpus")
    }
    let text = try TextFiles.read(path)
    if unit != .byte { try checkEncoding(text) }
    let part = text.count / 20
    // A character is not cut in two.
    func boundary(_ place: Int) -> Int {
      unit == .byte ? place : text[place...].firstIndex { $0 & 0xC0 != 0x80 } ?? text.count
    }
    let (first, second) = (boundary(text.count - 2 * part), boundary(text.count - part))
    return [text[..<first], text[first..<second], text[second...]].map { Array($0) }
  }

  /// - Throws: `InvalidRequest` when the text is not UTF-8: read as if it were, it would be another one.
  private func checkEncoding(_ text: [UInt8]) throws {
    guard String(validating: text, as: UTF8.self) == nil else { return }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw InvalidRequest(
      "\(path), line \(line + 1): this is not UTF-8; convert the file, for instance with iconv"
        + (unit == .word ? "" : ", or take its bytes with --unit byte"))
  }

  private func makeAlphabet(_ parts: [[UInt8]]) throws -> [String] {
    // The Penn Treebank's alphabets are those of all three parts: nothing in them is unseen in training but by chance.
    let seen = source == .ptb ? parts.flatMap { $0 } : parts[0]
    switch unit {
    case .byte:
      guard symbols == nil else {
        throw InvalidRequest("--symbols is for characters and words: of bytes all are symbols")
      }
      var present = [Bool](repeating: source != .ptb, count: 256)
      for byte in seen { present[Int(byte)] = true }
      return (0..<256).filter { present[$0] }.map { TextEncoding.name(of: UInt8($0)) }
    case .character:
      var counts: [Unicode.Scalar: Int] = [:]
      for scalar in String(decoding: seen, as: UTF8.self).unicodeScalars { counts[scalar, default: 0] += 1 }
      let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { String($0.key) }
      return Self.limited(order, to: symbols, needsUnknown: source != .ptb)
    case .word:
      var counts: [String: Int] = [:]
      for line in TextEncoding.lines(seen) {
        for word in line.split(separator: UInt8(ascii: " ")) {
          counts[String(decoding: word, as: UTF8.self), default: 0] += 1
        }
        counts[TextCorpus.endOfLine, default: 0] += 1
      }
      let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
      // In a text of few lines their ends are rare, and needed all the same.
      let words = [TextCorpus.endOfLine] + order.filter { $0 != TextCorpus.endOfLine }
      let kept = Self.limited(words, to: symbols, needsUnknown: source != .ptb)
      return order.filter(Set(kept).contains) + kept.filter { !counts.keys.contains($0) }
    }
  }

  /// The commonest symbols; `<unk>` stands for the others and counts as one.
  private static func limited(_ order: [String], to size: Int?, needsUnknown: Bool) -> [String] {
    let cut = size.map { order.count > $0 } ?? false
    guard cut || needsUnknown, !order.contains(TextCorpus.unknown) else {
      return Array(order.prefix(size ?? order.count))
    }
    return Array(order.prefix((size ?? order.count + 1) - 1)) + [TextCorpus.unknown]
  }
}
