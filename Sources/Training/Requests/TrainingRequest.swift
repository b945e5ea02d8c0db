import FoundationEssentials
import Networks

/// What `seqtrain train` asks for, made into a run.
public struct TrainingRequest: Sendable {
  public var data: HandwritingData
  /// A preset or a `model.json`.
  public var network: String
  /// `all`, or the size of the alphabet.
  public var symbols: String
  /// Folder of the run.
  public var folder: String
  public var resume: Bool
  /// Checkpoint whose weights the run starts from.
  public var from: String?
  public var settings: TrainingSettings
  public var patience: Int

  public init(
    data: HandwritingData, network: String, symbols: String, folder: String, resume: Bool, from: String?,
    settings: TrainingSettings, patience: Int
  ) {
    self.data = data
    self.network = network
    self.symbols = symbols
    self.folder = folder
    self.resume = resume
    self.from = from
    self.settings = settings
    self.patience = patience
  }

  /// Reads the data, makes the network, and takes over what a checkpoint holds.
  /// - Throws: `InvalidRequest`, `TrainingError` or `InkDataError`, each one sentence.
  public func prepare(note: (String) -> Void) throws -> TrainingRun {
    let checkpoint = folder + "/checkpoint.ckpt"
    let exists = FileManager.default.fileExists(atPath: checkpoint)
    guard exists || !resume else {
      throw InvalidRequest("there is no checkpoint to resume in \(folder); leave --resume out to begin a run there")
    }
    guard !exists || resume else {
      throw InvalidRequest("\(folder) already holds a run; go on with --resume, or choose another folder with --output")
    }
    let start = try from.map { try InkTrainer.weights(of: $0) }
    let corpus = try data.corpus(note: note)
    let alphabet: InkAlphabet
    if let start {
      alphabet = InkAlphabet(symbols: start.0.alphabet)
    } else {
      alphabet = HandwritingData.alphabet(of: corpus, symbols: try symbolCount())
    }
    let dataset = InkDataset(corpus, alphabet: alphabet, normalisation: start?.0.normalisation)
    let architecture =
      try start?.0.architecture ?? NetworkChoice.architecture(network, symbols: alphabet.symbols.count)
    guard architecture.isInkWithWindow else {
      throw InvalidRequest("\(network) is not a network for handwriting-synthesis: it needs ink input and a window")
    }
    let trainer = InkTrainer(architecture: architecture, settings: settings, dataset: dataset)
    if let start { trainer.start(from: start.1) }
    note(
      "\(architecture.parameterCount) weights, \(dataset.training.count) lines with \(dataset.trainingPoints) points, "
        + "\(alphabet.symbols.count) symbols, \(trainer.updatesPerEpoch) updates an epoch")
    let run = try TrainingRun(trainer: trainer, folder: folder, patience: patience)
    if resume { try run.resume() }
    return run
  }

  private func symbolCount() throws -> Int? {
    if symbols == "all" { return nil }
    guard let count = Int(symbols), (54...81).contains(count) else {
      throw InvalidRequest("--symbols \(symbols) is neither `all` nor a number from 54 to 81")
    }
    return count
  }
}

extension Architecture {
  /// Whether the network is one that the ink trainer can train.
  var isInkWithWindow: Bool {
    guard case .ink = input, case .mixtureDensity(let components) = head else { return false }
    return window != nil && inputSkips && outputSkips && !layers.isEmpty && components <= 64
  }
}
