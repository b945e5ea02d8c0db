import Ink
import Networks

/// Teaches a model some lines of one hand, and measures how well it expects others.
final class HandTrainer {
  private let model: ScoredModel
  private let alphabet: InkAlphabet
  private let scale: OffsetScale
  private let threads: Int
  private let normalisation: InkNormalisation
  private let scorer: SequenceScorer

  /// Sequences side by side in a thread at most.
  private static let mostRows = 8

  /// - Throws: `InvalidRequest` for a model that does not write a given text.
  init(_ model: ScoredModel, threads: Int) throws {
    guard let normalisation = model.normalisation, model.architecture.input == .ink, model.architecture.window != nil
    else { throw InvalidRequest("\(model.name) does not write a given text; give a model for handwriting-synthesis") }
    if let reason = model.architecture.untrainable {
      throw InvalidRequest("\(model.name) cannot be trained: \(reason)")
    }
    self.model = model
    self.normalisation = normalisation
    self.threads = threads
    alphabet = InkAlphabet(symbols: model.alphabet)
    scale = OffsetScale(normalisation)
    var settings = Self.settings(threads: threads)
    settings.precision = .fp32
    settings.rows = 4
    scorer = SequenceScorer(architecture: model.architecture, settings: settings)
  }

  private static func settings(threads: Int) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.workers = threads
    settings.steps = 0
    settings.schedule = .constant
    settings.warmup = 4
    settings.epochs = 10_000
    settings.averageDecay = 0
    return settings
  }

  /// Learns lines, each by itself.
  /// - Parameters:
  ///   - updates: moves of the weights, each by all lines or by as many as stand side by side.
  ///   - onUpdate: called after each with how many were made and the weights; they stay as they are only during the call.
  /// - Throws: `TrainingError.notFinite`.
  func learn(
    _ lines: [WriterLine], method: LearningMethod, updates: Int, onUpdate: (Int, FlatParameters) throws -> Void
  ) throws {
    let sequences = sequences(lines)
    var settings = Self.settings(threads: threads)
    settings.rate = method.rate
    settings.rows = min(Self.mostRows, (sequences.count + threads - 1) / threads)
    let trainer = Trainer(
      architecture: model.architecture, settings: settings,
      data: .ink(
        InkDataset(training: sequences, validation: [], alphabet: alphabet, normalisation: normalisation)))
    trainer.start(from: model.parameters)
    trainer.frozen = method.frozen(of: model.architecture)
    for number in 0..<updates {
      _ = try trainer.update()
      try onUpdate(number + 1, trainer.weights)
    }
  }

  /// What some lines cost, each by itself or after a lead.
  func score(_ lines: [WriterLine], after lead: WriterLine?, _ weights: FlatParameters) -> HandScore {
    let score = scorer.score(.lines(lines.map { $0.sequence(alphabet, scale, after: lead) }), weights)
    return HandScore(nats: score.nats, points: score.units)
  }

  func sequences(_ lines: [WriterLine]) -> [InkSequence] { lines.map { $0.sequence(alphabet, scale) } }

  /// A lead as a model's `styles.json` has it.
  func style(_ lead: WriterLine, name: String) -> InkStyle {
    InkStyle(
      name: name, text: lead.text, offsets: scale.offsets(of: lead.drawing).map { [$0.dx, $0.dy, $0.penUp ? 1 : 0] })
  }
}

/// What ink costs under a model.
public struct HandScore: Codable, Sendable, Equatable {
  /// −ln of the density, summed.
  public var nats = 0.0
  public var points = 0

  public var natsPerPoint: Double { nats / Double(max(1, points)) }

  static func += (sum: inout HandScore, other: HandScore) {
    sum.nats += other.nats
    sum.points += other.points
  }
}
