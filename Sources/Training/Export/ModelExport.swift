import Crypto
import FoundationEssentials
import Generation
import Kernels
import Networks

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
  public var name: String
  public var summary: String
  public var folder: String
  /// Said in the card: where and how the weights were trained.
  public var machine: String
  public var styles: [StyleRequest]
  /// Bias that styles are drawn with.
  public var styleBias: Double

  public init(
    checkpoint: String, name: String, summary: String, folder: String, machine: String, styles: [StyleRequest],
    styleBias: Double
  ) {
    self.checkpoint = checkpoint
    self.name = name
    self.summary = summary
    self.folder = folder
    self.machine = machine
    self.styles = styles
    self.styleBias = styleBias
  }

  /// Writes the package: weights, description with scores, card, styles and golden digests.
  /// - Throws: `InvalidRequest`, `TrainingError` or `ModelPackageError`.
  public func run() async throws {
    let (header, parameters) = try Trainer.weights(of: checkpoint)
    if let tensor = parameters.firstNonFinite {
      throw TrainingError.checkpoint(path: checkpoint, reason: "the weights of \(tensor) are not finite")
    }
    var package = ModelPackage(
      description: ModelDescription(
        name: name, task: "handwriting-synthesis", summary: summary, architecture: header.architecture,
        alphabet: header.corpus.alphabet, normalisation: header.corpus.normalisation, training: provenance(header),
        scores: scores(header)),
      tensors: parameters.tensors)
    package.description.weightsDigest = Self.sha256(try package.weightsBytes())
    if !styles.isEmpty { package.resources[InkStyles.file] = try Self.json(try await draw(package)) }
    package.resources["golden.json"] = try Self.json(try await Golden(package))
    package.resources["card.md"] = Array(ModelCard(package.description, header, machine: machine).text.utf8)
    try package.write(to: folder)
  }

  private func provenance(_ header: CheckpointHeader) -> [String: String] {
    let settings = header.settings
    return [
      "corpus": "IAM On-Line Handwriting Database: trainset, testset_t, testset_f",
      "lines": "\(header.corpus.sequences)", "points": "\(header.corpus.units)",
      "epochs": "\(header.history.count)", "updates": "\(header.updates)",
      "optimiser": settings.optimiser.rawValue, "rate": "\(settings.rate)", "precision": settings.precision.rawValue,
      "rows": "\(settings.rows * settings.workers)",
      "steps": settings.steps == 0 ? "whole lines" : "\(settings.steps)",
      "smallest_deviation": "\(settings.smallestDeviation)",
      "hours": "\((header.seconds / 360).rounded() / 10)", "machine": machine,
    ]
  }

  private func scores(_ header: CheckpointHeader) -> [String: Double] {
    guard let best = header.history.min(by: { $0.validation.natsPerSequence < $1.validation.natsPerSequence }) else {
      return [:]
    }
    return [
      "validation.nats_per_sequence": best.validation.natsPerSequence,
      "validation.nats_per_point": best.validation.natsPerUnit, "validation.sse": best.validation.squaredError,
    ]
  }

  private func draw(_ package: ModelPackage) async throws -> InkStyles {
    let writer = try Writer(package, threads: 2)
    defer { writer.engine.stop() }
    let written = try await writer.write(
      styles.map(\.text), seeds: styles.map(\.seed), bias: styleBias, style: nil)
    var list: [InkStyle] = []
    for (style, writing) in zip(styles, written) {
      guard writing.isComplete else {
        throw InvalidRequest("seed \(style.seed) does not write the whole text of style \(style.name); choose another")
      }
      list.append(
        InkStyle(
          name: style.name, text: style.text,
          offsets: writing.sampler.points.map { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }))
    }
    return InkStyles(default: list[0].name, styles: list)
  }

  private static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// SHA-256 in lower-case hexadecimal.
  static func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
