import FoundationEssentials
import Networks
import Testing

@testable import Training

/// A small text with rules to be learned: after each letter of a word comes the next of the alphabet.
enum LearnableText {
  static let corpus: TextCorpus = {
    var random = SplitMix64(state: 5)
    func split(_ words: Int) -> TextSplit {
      var split = TextSplit()
      for _ in 0..<words {
        let start = Int32(random.next() % 4)
        split.symbols += (0..<3 + Int(random.next() % 3)).map { start + Int32($0) } + [8]
      }
      split.characters = split.symbols.count
      split.bytes = split.symbols.count
      split.words = words
      return split
    }
    return TextCorpus(
      name: "letters in order", unit: .character, alphabet: "abcdefgh ".map { String($0) }, training: split(600),
      validation: split(60), test: split(60))
  }()

  static let architecture = Architecture(
    input: .embedding(symbols: 9, dimension: 12), layers: [.init(cells: 24, biases: 2), .init(cells: 12)],
    head: .softmax(symbols: 9), tied: true)

  static func trainer(
    _ architecture: Architecture = architecture, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) -> Trainer {
    var settings = TrainingSettings()
    settings.rows = 4
    settings.steps = 12
    settings.epochs = 6
    settings.rate = 0.02
    settings.warmup = 5
    settings.averageDecay = 0.9
    settings.precision = .fp32
    change(&settings)
    return Trainer(architecture: architecture, settings: settings, data: .text(corpus))
  }
}

@Suite struct TextTrainingTests {
  private func losses(_ trainer: Trainer, _ count: Int) throws -> [Double] {
    try (0..<count).map { _ in try trainer.update().loss }
  }

  /// What each kind of run is: the entropy of the text is near 0.45 nats a symbol, an even guess costs 2.2.
  static let kinds: [(String, @Sendable (inout TrainingSettings) -> Void)] = [
    ("plain", { _ in }),
    ("bf16", { $0.precision = .bf16 }),
    (
      "dropout",
      {
        ($0.inputDropout, $0.hiddenDropout, $0.outputDropout, $0.weightDropout) = (0.1, 0.1, 0.1, 0.2)
        $0.lockedDropout = true
      }
    ),
    ("weight noise", { $0.weightNoise = .fixed }),
    ("adaptive weight noise", { $0.weightNoise = .adaptive }),
  ]

  // So short a text does not pay for the description of so many weights: adaptive noise has a test of its own below.
  @Test(arguments: kinds.indices.dropLast())
  func `the loss of every kind of run falls`(kind: Int) throws {
    let trainer = LearnableText.trainer { settings in
      settings.epochs = 8
      Self.kinds[kind].1(&settings)
    }
    let before = trainer.validate().natsPerUnit
    _ = try losses(trainer, trainer.plannedUpdates)
    let after = trainer.validate()
    #expect(before > 1.9)
    #expect(after.natsPerUnit < 0.75, "\(Self.kinds[kind].0): \(before) → \(after.natsPerUnit)")
    #expect(after.errorRate < 0.35)
  }

  @Test(arguments: kinds.indices)
  func `a resumed run of every kind has the losses of one that was not interrupted`(kind: Int) throws {
    let folder = try ScratchFolder()
    let expected = try losses(LearnableText.trainer { Self.kinds[kind].1(&$0) }, 9)
    let first = LearnableText.trainer { Self.kinds[kind].1(&$0) }
    let start = try losses(first, 4)
    try first.save(to: folder.path + "/a.ckpt", history: [], running: (0, 0), seconds: 0)
    let second = LearnableText.trainer { Self.kinds[kind].1(&$0) }
    _ = try second.resume(from: folder.path + "/a.ckpt")
    #expect(start + (try losses(second, 5)) == expected)
  }

  @Test func `adaptive noise shortens the description of the weights and reports it`() throws {
    let folder = try ScratchFolder()
    let trainer = LearnableText.trainer { $0.weightNoise = .adaptive }
    let before = try #require(trainer.descriptionLength).cost
    let run = try TrainingRun(trainer: trainer, folder: folder.path)
    _ = try run.run(shouldStop: { false }, onProgress: { _ in }, onEpoch: { _, _ in })
    let described = run.history.compactMap(\.descriptionLength)
    #expect(described.count == trainer.settings.epochs)
    // What is minimised: the nats of the text and of the weights together.
    let costs = run.history.map {
      $0.trainingLoss * Double(LearnableText.corpus.training.symbols.count) + ($0.descriptionLength ?? 0)
    }
    #expect(costs == costs.sorted(by: >), "\(costs)")
    #expect(described.last! > 0 && described.last! < before)
    let log = try String(contentsOfFile: folder.path + "/epochs.csv", encoding: .utf8)
    #expect(log.contains("description_nats") && log.contains("\(described.last!)"))
  }

  @Test func `the less the description counts, the smaller the deviations stay`() throws {
    let deviations = try [1, 0.1, 0].map { weight in
      let trainer = LearnableText.trainer { ($0.weightNoise, $0.descriptionWeight) = (.adaptive, weight) }
      _ = try losses(trainer, 60)
      let logarithms = try #require(trainer.logDeviations)
      return (0..<logarithms.count).reduce(0.0) { $0 + Double(logarithms.values[$1]) } / Double(logarithms.count)
    }
    #expect(deviations == deviations.sorted(by: >), "\(deviations)")
    #expect(deviations[0] - deviations[2] > 0.1, "\(deviations)")
  }

  @Test func `halving slows the rate after each epoch that did not improve`() {
    var settings = TrainingSettings()
    settings.schedule = .halving
    settings.warmup = 0
    (settings.rate, settings.finalRate) = (0.8, 0.15)
    #expect((0..<5).map { settings.rate(at: 10, of: 100, setbacks: $0) } == [0.8, 0.4, 0.2, 0.15, 0.15])
  }

  @Test func `the rate rises from zero, for no more than a tenth of the plan`() {
    var settings = TrainingSettings()
    settings.schedule = .constant
    (settings.rate, settings.warmup) = (1, 200)
    #expect(settings.rate(at: 99, of: 10_000, setbacks: 0) == 0.5)
    #expect((0..<4).map { settings.rate(at: $0, of: 40, setbacks: 0) } == [0.25, 0.5, 0.75, 1])
  }

  @Test func `static scores do not depend on tracks beyond what the lead-in leaves`() throws {
    let trainer = LearnableText.trainer()
    _ = try losses(trainer, 40)
    var settings = trainer.settings
    let text = LearnableText.corpus.test.symbols
    settings.workers = 1
    settings.rows = 1
    let one = SequenceScorer(architecture: trainer.architecture, settings: settings)
      .score(.symbols(text), trainer.average)
    settings.workers = 2
    settings.rows = 4
    let many = SequenceScorer(architecture: trainer.architecture, settings: settings)
      .score(.symbols(text), trainer.average)
    #expect(one.units == text.count && many.units == text.count)
    #expect(abs(one.nats - many.nats) < 1e-3 * one.nats)
    // The readable reference reads the whole text once.
    let network = DifferentiableNetwork<Double>(
      trainer.architecture, parameters: (0..<trainer.average.count).map { Double(trainer.average.values[$0]) })
    let symbols = text.map { Int($0) }
    let expected = network.forward(.symbols(inputs: symbols.dropLast(), targets: Array(symbols.dropFirst()))).loss
    // The first symbol is predicted from the null vector, which the reference does not read.
    #expect(abs(one.nats - expected) < 6)
  }
}

@Suite struct PredictionTrainingTests {
  @Test func `the loss of a network without a window falls`() throws {
    var settings = LearnableInk.settings
    (settings.epochs, settings.hiddenDropout) = (40, 0.1)
    let architecture = Architecture(
      input: .ink, layers: [.init(cells: 16, peepholes: true), .init(cells: 16, peepholes: true)], inputSkips: true,
      outputSkips: true, head: .mixtureDensity(components: 3))
    let trainer = Trainer(architecture: architecture, settings: settings, data: .ink(LearnableInk.dataset()))
    let before = trainer.validate().natsPerUnit
    for _ in 0..<150 { _ = try trainer.update() }
    let after = trainer.validate().natsPerUnit
    #expect(before > 2 && after < before - 1.5, "\(before) → \(after)")
  }
}
