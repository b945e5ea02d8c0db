import Generation
import Networks
import Synchronization
import Testing

/// Goes on for ever and tells when it began.
private struct EndlessSampler: Sampler {
  let began: AsyncStream<Void>.Continuation

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    began.yield()
    return .proceed
  }
}

@Suite struct EngineLifeTests {
  private let model: LoadedModel

  init() throws { model = try LoadedModel(ModelPackage.random(.prediction)) }

  /// Starts an endless sequence and waits for its first step.
  private func startEndless(_ engine: Engine) async -> Task<FinishedSequence, any Error> {
    let (steps, began) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let task = Task { [model] in
      try await engine.generate(
        SequenceRequest(seed: 1, sampler: EndlessSampler(began: began), maximumSteps: Int(Int32.max)), with: model)
    }
    for await _ in steps { break }
    return task
  }

  @Test func cancellationTakesASequenceOutAndLeavesTheOthers() async throws {
    let engine = Engine(threads: 1)
    let (first, second) = (await startEndless(engine), await startEndless(engine))
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    let after = try await engine.generate(
      SequenceRequest(seed: 1, sampler: MixtureDensitySampler(), maximumSteps: 40), with: model)
    #expect(after.steps == 40)
    #expect(engine.statistics.activeSequences >= 1)
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
  }

  @Test func aTaskCancelledBeforehandNeverRuns() async throws {
    let engine = Engine(threads: 1)
    let (gate, open) = AsyncStream<Void>.makeStream()
    let task = Task { [model] in
      for await _ in gate { break }
      return try await engine.generate(
        SequenceRequest(seed: 1, sampler: MixtureDensitySampler(), maximumSteps: 1000), with: model)
    }
    task.cancel()
    open.finish()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(engine.statistics.steps == 0)
  }

  @Test func aStoppedEngineEndsWhatItHasAndRefusesMore() async throws {
    let engine = Engine(threads: 2)
    let running = await startEndless(engine)
    engine.stop()
    let ended = await #expect(throws: EngineError.self) { try await running.value }
    #expect(ended?.code == .stopped)
    let refused = await #expect(throws: EngineError.self) {
      try await engine.generate(
        SequenceRequest(seed: 1, sampler: MixtureDensitySampler(), maximumSteps: 5), with: model)
    }
    #expect(refused?.code == .stopped)
    #expect(engine.statistics.activeSequences == 0 && engine.statistics.waitingSequences == 0)
  }

  @Test func progressIsToldEvery32StepsWithWhatWasGatheredByThen() async throws {
    let told = Mutex<[(steps: Int, points: [MixtureDensitySampler.Point])]>([])
    let engine = Engine(threads: 1)
    let finished = try await engine.generate(
      SequenceRequest(seed: 1, sampler: MixtureDensitySampler(), maximumSteps: 100), with: model
    ) { steps, sampler in told.withLock { $0.append((steps, (sampler as? MixtureDensitySampler)?.points ?? [])) } }
    #expect(finished.steps == 100 && finished.reason == .limit)
    let points = try #require(finished.sampler as? MixtureDensitySampler).points
    told.withLock { told in
      #expect(told.map(\.steps) == [32, 64, 96])
      for look in told { #expect(look.points == Array(points[..<look.steps])) }
    }
    engine.stop()
    #expect(engine.statistics.steps == 100)
  }

  @Test func moreSequencesThanABatchHoldsAllComeToTheirEnd() async throws {
    let engine = Engine(threads: 1)
    let steps = try await withThrowingTaskGroup(of: Int.self) { group in
      for seed in 0..<150 {
        group.addTask { [model] in
          try await engine.generate(
            SequenceRequest(seed: UInt64(seed), sampler: MixtureDensitySampler(), maximumSteps: 10), with: model
          ).steps
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(steps == 1500)
  }

  /// Notes whether anybody else holds what it has gathered: every step would then copy that.
  private struct LonelySampler: Sampler {
    private final class Gathered: Sendable {}
    private var gathered: Gathered?
    var sharedSteps = 0

    mutating func step(
      output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
      input: UnsafeMutableBufferPointer<Float>
    ) -> SamplerDecision {
      // Made here, since the request keeps the sampler as it was at first.
      if gathered == nil { gathered = Gathered() }
      if !isKnownUniquelyReferenced(&gathered) { sharedSteps += 1 }
      return .proceed
    }
  }

  @Test(arguments: [1, 5]) func aStepCopiesNothingThatASequenceHasGathered(sequences: Int) async throws {
    let engine = Engine(threads: 1)
    let shared = try await withThrowingTaskGroup(of: Int?.self) { group in
      for number in 0..<sequences {
        group.addTask { [model] in
          let finished = try await engine.generate(
            SequenceRequest(seed: 1, sampler: LonelySampler(), maximumSteps: 100), with: model, priority: number % 2)
          return (finished.sampler as? LonelySampler)?.sharedSteps
        }
      }
      return try await group.reduce(0) { $0 + ($1 ?? 100) }
    }
    #expect(shared == 0)
  }
}
