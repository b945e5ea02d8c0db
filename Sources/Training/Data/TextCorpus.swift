/// What one symbol of a text is.
public enum TextUnit: String, Codable, Sendable, CaseIterable {
  case character, word, byte
}

/// One part of a corpus, as symbols.
public struct TextSplit: Sendable, Equatable {
  /// Indices into the corpus's alphabet, the end of a line among them.
  public var symbols: [Int32] = []
  /// Characters (Unicode scalars) of the part, ends of lines included; between words a blank counts as one.
  public var characters = 0
  /// Words of the part; an end of line counts as a word, as the users of the Penn Treebank count it.
  public var words = 0
  /// Bytes of UTF-8.
  public var bytes = 0
  /// Nats that must be paid beside the network's, to say which character an `<unk>` of a character alphabet was.
  public var spelling = 0.0

  public init() {}
}

/// A text to learn from, with its alphabet and its three parts.
public struct TextCorpus: Sendable {
  /// How a symbol that stands for anything outside the alphabet is written.
  public static let unknown = "<unk>"
  /// The end of a line in an alphabet of words.
  public static let endOfLine = "<eos>"

  /// The corpus and its split, for cards and tables.
  public var name: String
  public var unit: TextUnit
  /// Symbols by index.
  public var alphabet: [String]
  public var training: TextSplit
  public var validation: TextSplit
  public var test: TextSplit
  /// What a teacher says of the training part.
  public var softTargets: SoftTargets?
  /// Symbols at the end of the training part that a teacher has written.
  public var composed = 0

  public init(
    name: String, unit: TextUnit, alphabet: [String], training: TextSplit, validation: TextSplit, test: TextSplit
  ) {
    self.name = name
    self.unit = unit
    self.alphabet = alphabet
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// How often each symbol occurs in the training part.
  public var counts: [String: Int] {
    var counts = [Int](repeating: 0, count: alphabet.count)
    for symbol in training.symbols { counts[Int(symbol)] += 1 }
    return Dictionary(zip(alphabet, counts), uniquingKeysWith: +)
  }
}
