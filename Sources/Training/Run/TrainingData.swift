import Crypto
public import Networks

/// What a run learns from and is validated on.
public enum TrainingData: Sendable {
  case ink(InkDataset)
  case text(TextCorpus)

  /// What a checkpoint keeps of the data.
  public var facts: CorpusFacts {
    switch self {
    case .ink(let dataset):
      CorpusFacts(
        name: "IAM On-Line Handwriting Database", unit: "point", alphabet: dataset.alphabet,
        normalisation: dataset.normalisation, counts: dataset.characterCounts, sequences: dataset.training.count,
        units: dataset.trainingPoints, digest: digest, balance: dataset.balance)
    case .text(let corpus):
      CorpusFacts(
        name: corpus.name, unit: corpus.unit.rawValue, alphabet: corpus.alphabet, normalisation: nil,
        counts: corpus.counts, sequences: 1, units: corpus.training.symbols.count, digest: digest,
        teacher: corpus.softTargets?.teacher, composed: corpus.composed > 0 ? corpus.composed : nil)
    }
  }

  /// Symbols by index; empty for ink without a text.
  var alphabet: [String] {
    switch self {
    case .ink(let dataset): dataset.alphabet
    case .text(let corpus): corpus.alphabet
    }
  }

  /// SHA-256 of all that is learned from and validated on, but for what a teacher wrote.
  private var digest: String {
    var hash = SHA256()
    func add(_ values: [some BitwiseCopyable]) { values.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    switch self {
    case .ink(let dataset):
      for line in dataset.training + dataset.validation {
        add([line.text.count, line.count, line.lead])
        add(line.text)
        add(line.offsets)
      }
    case .text(let corpus):
      add(corpus.training.symbols.dropLast(corpus.composed) + corpus.validation.symbols)
    }
    return hash.finalize().lowerCaseHexadecimal
  }

  var validation: ScoredSet {
    switch self {
    case .ink(let dataset): .lines(dataset.validation)
    case .text(let corpus): .symbols(corpus.validation.symbols)
    }
  }

  /// What a teacher says of the training text.
  var softTargets: SoftTargets? {
    if case .text(let corpus) = self { corpus.softTargets } else { nil }
  }

  /// What is made of the lines of ink each time they are dealt.
  func variation(_ settings: TrainingSettings) -> InkVariation? {
    guard case .ink(let dataset) = self, settings.augmentation > 0 else { return nil }
    return InkVariation(
      strength: settings.augmentation, normalisation: dataset.normalisation, seed: settings.seed)
  }

  /// The texts that a window reads.
  var texts: TextTable {
    switch self {
    case .ink(let dataset): TextTable(dataset.training)
    case .text: TextTable([])
    }
  }
}

/// A training set in words and numbers; a resumed run must find the same.
public struct CorpusFacts: Codable, Equatable, Sendable {
  public var name: String
  /// What one prediction is: a point, a character, a word, a byte.
  public var unit: String
  public var alphabet: [String]
  /// Of ink.
  public var normalisation: InkNormalisation?
  /// How often each symbol, or each character of a window's texts, occurs.
  public var counts: [String: Int]
  /// Lines of ink; 1 for a text.
  public var sequences: Int
  /// Predictions of one epoch.
  public var units: Int
  /// SHA-256 of what was learned from and validated on; nil in a checkpoint of old.
  public var digest: String?
  /// Of ink: occurrences below which lines with a character were dealt several times, and counted so.
  public var balance: Int?
  /// Of text: the model whose distributions were learned from beside the text's own symbols.
  public var teacher: String?
  /// Of text: how many of the units that model has written.
  public var composed: Int?
}
