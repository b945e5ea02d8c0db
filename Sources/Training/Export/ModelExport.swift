import Crypto
import FoundationEssentials
import Generation
import Kernels
public import Networks
import Recognition

/// Makes a model package of a run's best weights.
public struct ModelExport: Sendable {
  /// A style to draw: its name, the seed that gave a pleasant hand, and the text it is drawn with.
  public struct StyleRequest: Sendable {
    public var name: String
    public var seed: UInt64
    public var text: String
    public init(name: String, seed: UInt64, text: String) {
      self.name = name
      self.seed = seed
      self.text = text
    }
  }

  public var checkpoint: String
  /// The task that the network is thought to be for; one for another is refused.
  public var task: TrainableTask?
  public var name: String
  public var summary: String
  /// How the weights stand on disk.
  public var weightsType: WeightsType
  public var folder: String
  /// Said in the card: where and how the weights were trained.
  public var machine: String
  public var styles: [StyleRequest]
  /// Bias that styles are drawn with.
  public var styleBias: Double
  /// File with what proofreads the model's lines (`InkReader`); nil for none.
  public var reader: String?

  public init(
    checkpoint: String, task: TrainableTask?, name: String, summary: String, weightsType: WeightsType, folder: String,
    machine: String, styles: [StyleRequest], styleBias: Double, reader: String? = nil
  ) {
    self.checkpoint = checkpoint
    self.task = task
    self.weightsType = weightsType
    self.name = name
    self.summary = summary
    self.folder = folder
    self.machine = machine
    self.styles = styles
    self.styleBias = styleBias
    self.reader = reader
  }

  /// Writes the package: weights, description with scores, card, styles and golden digests.
  /// - Throws: `InvalidRequest`, `TrainingError` or `ModelPackageError`.
  public func run() async throws {
    try InvalidRequest.checkTarget(folder)
    let reader = try readerBytes()
    let (header, parameters) = try Trainer.weights(of: checkpoint)
    if let tensor = parameters.firstNonFinite {
      throw TrainingError.checkpoint(path: checkpoint, reason: "the weights of \(tensor) are not finite")
    }
    let fitting = Self.task(of: header)
    let task = task ?? fitting
    guard task == fitting else {
      throw InvalidRequest(
        "--task \(task.rawValue): \(checkpoint) is a network for \(fitting.rawValue); leave --task out")
    }
    if !styles.isEmpty, task != .handwritingSynthesis {
      throw InvalidRequest("--style is for handwriting-synthesis; \(checkpoint) is a network for \(task.rawValue)")
    }
    var package = ModelPackage(
      description: ModelDescription(
        name: name, task: task.rawValue, summary: summary, architecture: header.architecture,
        alphabet: header.corpus.alphabet, normalisation: header.corpus.normalisation, training: provenance(header),
        scores: scores(header, task)),
      tensors: parameters.tensors.mapValues { $0.map(weightsType.rounded) })
    if weightsType != .fp32 { package.description.weightsType = weightsType }
    package.description.weightsDigest = Self.sha256(try package.weightsBytes())
    if !styles.isEmpty { package.resources[InkStyles.file] = try Self.json(try await draw(package)) }
    package.resources[InkReader.fileName] = reader
    package.resources[Golden.file] = try Self.json(try Golden(package, digest: Self.sha256))
    package.resources[ModelCard.file] = Array(
      ModelCard(package.description, header, task: task, machine: machine).text.utf8)
    try package.writeSealed(to: folder)
  }

  /// The reader's file, checked.
  private func readerBytes() throws -> [UInt8]? {
    guard let reader else { return nil }
    guard let data = FileManager.default.contents(atPath: reader) else {
      throw InvalidRequest("\(reader) cannot be read; give a file that Tools/train-reader.py made with --reader")
    }
    let bytes = [UInt8](data)
    do {
      _ = try InkReader(bytes, file: reader)
      return bytes
    } catch {
      throw InvalidRequest("\(error)")
    }
  }

  /// The task that a network's kind leaves.
  private static func task(of header: CheckpointHeader) -> TrainableTask {
    switch (header.architecture.input, header.architecture.window) {
    case (.ink, nil): .handwritingPrediction
    case (.ink, _): .handwritingSynthesis
    default: header.corpus.unit == TextUnit.word.rawValue ? .wordText : .characterText
    }
  }

  private func provenance(_ header: CheckpointHeader) -> [String: String] {
    let settings = header.settings
    var facts = [
      "corpus": header.corpus.name, "sequences": "\(header.corpus.sequences)",
      "units": "\(header.corpus.units - (header.corpus.composed ?? 0)) \(header.corpus.unit)s",
      "epochs": "\(header.history.count)", "updates": "\(header.updates)",
      "optimiser": settings.optimiser.rawValue, "rate": "\(settings.rate)", "final_rate": "\(settings.finalRate)",
      "schedule": settings.schedule.rawValue, "precision": settings.precision.rawValue,
      "rows": "\(settings.rows * settings.workers)",
      "steps": settings.steps == 0 ? "whole lines" : "\(settings.steps)",
      "average_decay": "\(settings.averageDecay)",
      "hours": "\((header.seconds / 360).rounded() / 10)", "machine": machine,
    ]
    for (name, share) in settings.dropoutShares where share > 0 { facts["\(name)_dropout"] = "\(share)" }
    if let balance = header.corpus.balance { facts["balance"] = "\(balance)" }
    if let teacher = header.corpus.teacher { facts["teacher"] = "\(teacher), weight \(settings.teacherWeight)" }
    if let composed = header.corpus.composed { facts["composed"] = "\(composed) \(header.corpus.unit)s" }
    if settings.augmentation > 0 { facts["augmentation"] = "\(settings.augmentation)" }
    if settings.weightDecay > 0 { facts["weight_decay"] = "\(settings.weightDecay)" }
    if settings.weightNoise != .none {
      facts["weight_noise"] =
        "\(settings.weightNoise.rawValue) from \(settings.noiseDeviation)\(settings.describingShare)"
    }
    if header.architecture.input == .ink { facts["smallest_deviation"] = "\(settings.smallestDeviation)" }
    return facts
  }

  private func scores(_ header: CheckpointHeader, _ task: TrainableTask) -> [String: Double] {
    // A checkpoint within an epoch has weights that were not validated.
    guard let last = header.history.last, last.updates == header.updates else { return [:] }
    let score = last.validation
    guard task.isText else {
      return [
        "validation.nats_per_sequence": score.natsPerSequence, "validation.nats_per_point": score.natsPerUnit,
        "validation.sse": score.squaredError,
      ]
    }
    var scores = ["validation.error_percent": 100 * score.errorRate]
    scores["validation.bits_per_\(header.corpus.unit)"] = score.bitsPerUnit
    if task == .wordText { scores["validation.perplexity"] = Double.exponential(score.natsPerUnit) }
    return scores
  }

  private func draw(_ package: ModelPackage) async throws -> InkStyles {
    let writer = try Writer(package, threads: 2)
    defer { writer.engine.stop() }
    var list: [InkStyle] = []
    var incomplete: [String] = []
    for style in styles {
      let drawn = try await writer.style(named: style.name, text: style.text, seed: style.seed, bias: styleBias)
      if let drawn { list.append(drawn) } else { incomplete.append("\(style.name)=\(style.seed)") }
    }
    guard incomplete.isEmpty else {
      throw InvalidRequest("not the whole text is written by \(incomplete.joined(separator: ", ")); choose other seeds")
    }
    return InkStyles(default: list[0].name, styles: list)
  }

  /// As the files of a package are written: keys in order, one line.
  static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// SHA-256 in lower-case hexadecimal.
  static func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).lowerCaseHexadecimal }
}

extension ModelPackage {
  /// Writes the package with the digests of its files in its description, so that half a copy of it is noticed.
  public func writeSealed(to folder: String) throws(ModelPackageError) {
    var sealed = self
    sealed.description.resourceDigests = resources.filter { $0.key != ModelCard.file }.mapValues(ModelExport.sha256)
    try sealed.write(to: folder)
  }
}

extension Digest {
  var lowerCaseHexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
