import FoundationEssentials
import Networks

/// What `seqtrain train` asks for, made into a run.
public struct TrainingRequest: Sendable {
  /// Where the data is.
  public enum Source: Sendable {
    case ink(HandwritingData)
    case text(TextData)
  }

  public var task: TrainableTask
  public var source: Source
  /// A preset or a `model.json`; nil takes that of the weights that the run starts from, else `usualNetwork`.
  public var network: String?
  public var usualNetwork: String
  /// `all`, or the size of the alphabet; nil takes that of the weights that the run starts from, else all.
  public var symbols: String?
  /// Folder of the run.
  public var folder: String
  public var resume: Bool
  /// Checkpoint or model package whose weights the run starts from.
  public var from: String?
  /// Model of text to learn from, beside the text itself.
  public var teacher: String?
  public var settings: TrainingSettings
  /// Whether fewer rows than the settings have may be taken for a short text.
  public var fitsRows = false

  public init(
    task: TrainableTask, source: Source, network: String?, usualNetwork: String, symbols: String?, folder: String,
    resume: Bool, from: String?, settings: TrainingSettings
  ) {
    self.task = task
    self.source = source
    self.network = network
    self.usualNetwork = usualNetwork
    self.symbols = symbols
    self.folder = folder
    self.resume = resume
    self.from = from
    self.settings = settings
  }

  private var checkpoint: String { folder + "/checkpoint.ckpt" }

  /// Reads the data, makes the network, and takes over what a checkpoint holds. A run that is resumed has the network,
  /// the alphabet and the normalisation that it had, from wherever it started.
  /// - Parameter onTeaching: how far a teacher is.
  /// - Throws: `InvalidRequest`, `TrainingError` or `InkDataError`, each one sentence.
  public func prepare(
    note: (String) -> Void, onTeaching: (TeachingProgress) -> Void = { _ in }
  ) async throws -> TrainingRun {
    let exists = FileManager.default.fileExists(atPath: checkpoint)
    guard exists || !resume else {
      throw InvalidRequest("there is no checkpoint to resume in \(folder); leave --resume out to begin a run there")
    }
    if !resume { try checkIsFree() }
    // Another process that goes on with the run would replace the checkpoint that is read here.
    let resumed = try resume ? RunLock(folder) : nil
    let start = try (resume ? checkpoint : from).map { try ScoredModel(path: $0) }
    if let start {
      try check(start.architecture, called: resume ? folder : from ?? "")
      guard symbols == nil || resume else {
        throw InvalidRequest("--symbols and --from exclude each other: the weights have their alphabet")
      }
    }
    var data = try data(start, note: note)
    let size = data.alphabet.isEmpty ? nil : data.alphabet.count
    let chosen = try network.map { try NetworkChoice.architecture($0, for: task, symbols: size) }
    if let start, let chosen, let network, chosen != start.architecture {
      throw InvalidRequest(
        "--network \(network) is not that of \(resume ? "the run in \(folder)" : from ?? ""); leave it out")
    }
    let architecture =
      try start?.architecture ?? chosen ?? NetworkChoice.architecture(usualNetwork, for: task, symbols: size)
    try check(architecture, called: network ?? usualNetwork)
    try checkParts(data)
    if resume {
      try Trainer.check(
        try CheckpointFile.header(checkpoint), at: checkpoint, against: settings, hasTeacher: teacher != nil)
    }
    var settings = settings
    settings.settlePrecision(note: note)
    let lock = try resumed ?? newFolder()
    try await teach(&data, note: note, onTeaching: onTeaching)
    if fitsRows, case .text(let corpus) = data {
      settings.rows = settings.rowsFitting(symbols: corpus.training.symbols.count)
    }
    let trainer = Trainer(architecture: architecture, settings: settings, data: data)
    if let start { trainer.start(from: start.parameters) }
    let facts = trainer.facts
    note(
      "\(architecture.parameterCount) weights, \(facts.units) \(facts.unit)s"
        + (facts.sequences > 1 ? " in \(facts.sequences) lines" : "")
        + (facts.alphabet.isEmpty ? "" : ", \(facts.alphabet.count) symbols")
        + ", \(trainer.updatesPerEpoch) updates an epoch")
    let run = TrainingRun(
      trainer: trainer, folder: folder, patience: settings.patience, lock: lock)
    if resume { try run.resume() }
    return run
  }

  private func checkIsFree() throws {
    guard !FileManager.default.fileExists(atPath: checkpoint) else {
      throw InvalidRequest("\(folder) already holds a run; go on with --resume, or choose another folder with --output")
    }
  }

  /// Takes the folder of a new run, before a teacher reads for half an hour. A run that another process has begun there
  /// since it was looked at may have left a checkpoint.
  private func newFolder() throws -> RunLock {
    let lock = try RunLock(folder)
    try checkIsFree()
    return lock
  }

  private func data(_ start: ScoredModel?, note: (String) -> Void) throws -> TrainingData {
    switch source {
    case .ink(let place):
      guard teacher == nil else { throw InvalidRequest("--teacher is for text by character or byte, not for ink") }
      let corpus = try place.corpus(note: note)
      guard task == .handwritingSynthesis else {
        guard place.balance == nil else {
          throw InvalidRequest("--balance is for handwriting-synthesis: no other network of ink knows characters")
        }
        return .ink(
          InkDataset(corpus, alphabet: InkAlphabet(symbols: []), normalisation: start?.normalisation))
      }
      let alphabet =
        try start.map { InkAlphabet(symbols: $0.alphabet) }
        ?? HandwritingData.alphabet(of: corpus, symbols: symbolCount(54...1000))
      let dataset = InkDataset(corpus, alphabet: alphabet, normalisation: start?.normalisation)
      return .ink(place.balance.map { dataset.balanced(to: $0) } ?? dataset)
    case .text(var place):
      if let start { place = place.inSymbols(of: start.alphabet) }
      place.symbols = try symbolCount(2...1_000_000)
      let corpus = try place.corpus()
      note(
        "\(corpus.name): \(corpus.training.symbols.count) \(corpus.unit.rawValue)s to learn from, "
          + "\(corpus.validation.symbols.count) for validation, \(corpus.test.symbols.count) for the test")
      return .text(corpus)
    }
  }

  /// Has a teacher read the text, and write some, where there is one; this takes long.
  private func teach(
    _ data: inout TrainingData, note: (String) -> Void, onTeaching: (TeachingProgress) -> Void
  ) async throws {
    guard let teacher, case .text(var corpus) = data, case .text(let place) = source else { return }
    try await Teacher(path: teacher).teach(
      &corpus, of: place, share: settings.teacherText, seed: settings.seed, precision: settings.precision,
      workers: settings.workers, onProgress: onTeaching)
    data = .text(corpus)
    guard let targets = corpus.softTargets else { return }
    let text = corpus.training.symbols
    let own = text.count - corpus.composed
    let said = targets.score(text[..<own])
    note(
      "\(targets.teacher) teaches \(said.taught) of \(own) \(corpus.unit.rawValue)s, for which it would need "
        + "\(Self.rounded(said.bits)) bits each itself")
    if corpus.composed > 0 {
      note(
        "it has written \(corpus.composed) more, for which it would need "
          + "\(Self.rounded(targets.score(text[own...]).bits)) bits each")
    }
  }

  private static func rounded(_ bits: Double) -> Double { (bits * 10_000).rounded() / 10_000 }

  /// A network without anything to learn from, or to be validated on, would be perfect.
  private func checkParts(_ data: TrainingData) throws {
    let (learned, validated) =
      switch data {
      case .ink(let dataset): (dataset.training.count, dataset.validation.count)
      case .text(let corpus): (corpus.training.symbols.count, corpus.validation.symbols.count)
      }
    guard learned > 0 else { throw InvalidRequest("the data has no training part; see 'seqtrain train --help'") }
    guard validated > 0 else {
      throw InvalidRequest("the data has no validation part, by which the best epoch is told")
    }
  }

  private func check(_ architecture: Architecture, called network: String) throws {
    try task.check(architecture, called: network)
    if task.isText, settings.steps == 0 {
      throw InvalidRequest("--steps 0 takes whole lines of ink; a text needs a number of steps")
    }
    if task.isText, settings.augmentation > 0 {
      throw InvalidRequest("--augmentation is for ink, whose lines have a size and a slant; a text has neither")
    }
    if settings.inputDropout > 0 {
      guard case .embedding = architecture.input else {
        throw InvalidRequest("--input-dropout is for embeddings, which \(network) does not have")
      }
    }
  }

  private func symbolCount(_ range: ClosedRange<Int>) throws -> Int? {
    guard let symbols, symbols != "all" else { return nil }
    guard let count = Int(symbols), range.contains(count) else {
      throw InvalidRequest(
        "--symbols \(symbols) is neither `all` nor a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return count
  }
}
