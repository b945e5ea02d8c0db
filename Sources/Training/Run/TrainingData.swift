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
        units: dataset.trainingPoints, balance: dataset.balance)
    case .text(let corpus):
      CorpusFacts(
        name: corpus.name, unit: corpus.unit.rawValue, alphabet: corpus.alphabet, normalisation: nil,
        counts: corpus.counts, sequences: 1, units: corpus.training.symbols.count, teacher: corpus.softTargets?.teacher,
        composed: corpus.composed > 0 ? corpus.composed : nil)
    }
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
  /// Of ink: occurrences below which lines with a character were dealt several times, and counted so.
  public var balance: Int?
  /// Of text: the model whose distributions were learned from beside the text's own symbols.
  public var teacher: String?
  /// Of text: how many of the units that model has written.
  public var composed: Int?
}
