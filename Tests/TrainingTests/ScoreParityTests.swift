import Generation
import Networks
import Testing

@testable import Training

/// What `seqtrain evaluate` counts, and what the daemon's scores say, are the same.
@Suite struct ScoreParityTests {
  @Test(arguments: [SmallNetworks.seed, SmallNetworks.graves])
  func `a line has the nats and squared errors of the trainer, with the same floor on deviations`(
    architecture: Architecture
  ) async throws {
    var tensors: [String: [Float]] = [:]
    var generator = SplitMix64(state: 3)
    for parameter in architecture.parameters {
      tensors[parameter.name] = (0..<parameter.count).map { _ in .random(in: -0.6...0.6, using: &generator) }
    }
    // The deviations of x are below the floor of 0.01, whose logarithm is −4.6.
    let components = (architecture.head.width - 1) / 6
    for k in 0..<components { tensors["head.bias"]![1 + 3 * components + k] = -6 + Float(k) / 2 }
    let lines = (0..<3).map { number in
      InkSequence(
        id: "made-up-0\(number)", text: (0..<4).map { ($0 + number) % 6 },
        offsets: (0..<10 + number).flatMap { [.random(in: -1...1, using: &generator), 0.1, $0 % 4 == 3 ? 1 : 0] })
    }

    let parameters = FlatParameters(architecture)
    parameters.load(tensors)
    var settings = TrainingSettings()
    settings.precision = .fp32
    settings.workers = 1
    let trainer = SequenceScorer(architecture: architecture, settings: settings).score(.lines(lines), parameters)
    #expect(settings.smallestDeviation == 0.01)

    let description = ModelDescription(
      name: "small", task: "handwriting-synthesis", summary: "Small.", architecture: architecture,
      alphabet: (0..<6).map(String.init), normalisation: nil)
    let model = try LoadedModel(ModelPackage(description: description, tensors: tensors))
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    var (nats, squares) = (0.0, 0.0)
    for line in lines {
      let finished = try await engine.generate(
        SequenceRequest(
          text: line.text, seed: 0, sampler: ScoringSampler(offsets: line.offsets, smallestDeviation: 0.01),
          maximumSteps: line.count), with: model)
      let sampler = try #require(finished.sampler as? ScoringSampler)
      nats += sampler.nats
      squares += sampler.squaredError
    }
    #expect(abs(nats - trainer.nats) < 1e-3 * abs(trainer.nats))
    #expect(abs(squares - trainer.squares) < 1e-3)
    #expect(trainer.units == 33 && trainer.natsPerUnit > 5, "the narrow deviations are felt")
  }

  @Test(arguments: [SmallNetworks.oneHot, SmallNetworks.embedding])
  func `a text has the nats of the trainer`(architecture: Architecture) async throws {
    var tensors: [String: [Float]] = [:]
    var generator = SplitMix64(state: 5)
    for parameter in architecture.parameters {
      tensors[parameter.name] = (0..<parameter.count).map { _ in .random(in: -0.6...0.6, using: &generator) }
    }
    let text = (0..<60).map { _ in Int.random(in: 0..<7, using: &generator) }
    let parameters = FlatParameters(architecture)
    parameters.load(tensors)
    var settings = TrainingSettings()
    settings.precision = .fp32
    (settings.workers, settings.rows) = (1, 1)
    let trainer = SequenceScorer(architecture: architecture, settings: settings)
      .score(.symbols(text.map(Int32.init)), parameters)

    let description = ModelDescription(
      name: "small", task: "character-text", summary: "Small.", architecture: architecture,
      alphabet: (0..<7).map(String.init), normalisation: nil)
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(seed: 0, sampler: ScoringSampler(symbols: text), maximumSteps: text.count),
      with: LoadedModel(ModelPackage(description: description, tensors: tensors)))
    let sampler = try #require(finished.sampler as? ScoringSampler)
    #expect(trainer.units == 60 && abs(sampler.nats - trainer.nats) < 1e-3)
  }

  @Test func `a text read by the engine in tracks costs what it costs the trainer, in any precision`() async throws {
    let package = ModelPackage.small(SmallNetworks.oneHot, seed: 5)
    let text = (0..<5000).map { Int32(($0 * $0 / 7) % 5) }
    let parameters = FlatParameters(package.description.architecture)
    parameters.load(package.tensors)
    var settings = TrainingSettings()
    settings.precision = .fp32
    settings.workers = 1
    let trainer = SequenceScorer(architecture: package.description.architecture, settings: settings)
      .score(.symbols(text), parameters)
    let scores = try await EngineScorer(package: package, threads: 2, smallestDeviation: 0)
      .scores(.symbols(text), part: "validation")
    #expect(scores.map(\.precision) == ["fp32", "bf16", "int8"])
    #expect(abs(scores[0].natsPerUnit - trainer.natsPerUnit) < 1e-4 * trainer.natsPerUnit)
    #expect(scores[0].excess == 0 && scores[2].excess != 0 && scores[2].natsPerUnit != scores[0].natsPerUnit)
    for score in scores { #expect(abs(score.excess) < 0.01) }
  }
}

extension ModelPackage {
  /// Random weights.
  fileprivate static func small(_ architecture: Architecture, seed: UInt64) -> ModelPackage {
    var tensors: [String: [Float]] = [:]
    var generator = SplitMix64(state: seed)
    for parameter in architecture.parameters {
      tensors[parameter.name] = (0..<parameter.count).map { _ in .random(in: -0.6...0.6, using: &generator) }
    }
    let description = ModelDescription(
      name: "small", task: "character-text", summary: "Small.", architecture: architecture, alphabet: [],
      normalisation: nil)
    return ModelPackage(description: description, tensors: tensors)
  }
}
