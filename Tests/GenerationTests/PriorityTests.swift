import Generation
import Networks
import Synchronization
import Testing

/// Feeds back inputs that depend on the step alone, and counts everybody's steps on a clock that all share.
private struct ClockedSampler: Sampler {
  /// Steps of all sequences so far.
  let clock: Clock
  let steps: Int
  var outputs: [[Float]] = []
  /// The clock when this sequence took its last step.
  var lastTick = 0

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    outputs.append(Array(output))
    lastTick = clock.tick()
    let x = Float(outputs.count % 7) / 7
    _ = input.update(fromContentsOf: [x, 0.5 - x, outputs.count % 9 == 0 ? 1 : 0])
    return outputs.count < steps ? .proceed : .finish
  }
}

private final class Clock: Sendable {
  private let steps = Atomic(0)
  private let waiting = Mutex<(limit: Int, tell: AsyncStream<Void>.Continuation)?>(nil)

  func tick() -> Int {
    let now = steps.add(1, ordering: .relaxed).newValue
    waiting.withLock { waiting in
      guard let (limit, tell) = waiting, now >= limit else { return }
      tell.finish()
      waiting = nil
    }
    return now
  }

  /// Waits until so many steps have been taken.
  func reach(_ limit: Int) async {
    let (stream, tell) = AsyncStream<Void>.makeStream()
    waiting.withLock { $0 = (limit, tell) }
    for await _ in stream {}
  }
}

/// Priorities within the engine change when a sequence runs, and nothing of what it gives.
@Suite struct PriorityTests {
  private let model: LoadedModel

  init() throws { model = try LoadedModel(ModelPackage.random(.synthesis)) }

  private func run(
    _ engine: Engine, _ seed: Int, steps: Int, priority: Int = 0, clock: Clock
  ) async throws -> ClockedSampler? {
    let finished = try await engine.generate(
      SequenceRequest(
        text: (0..<4).map { ($0 + seed) % 7 }, seed: UInt64(seed), sampler: ClockedSampler(clock: clock, steps: steps),
        maximumSteps: Int(Int32.max)), with: model, priority: priority)
    return finished.sampler as? ClockedSampler
  }

  /// What a sequence gives that has the engine to itself.
  private func alone(_ seed: Int, steps: Int) async throws -> [[Float]] {
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    return try #require(try await run(engine, seed, steps: steps, clock: Clock())).outputs
  }

  @Test func anUrgentSequenceTakesEightStepsWhileTheOthersTakeOne() async throws {
    let engine = Engine(threads: 1)
    let clock = Clock()
    let others = (0..<20).map { seed in Task { try await run(engine, seed, steps: 3000, clock: clock) } }
    await clock.reach(2000)
    let before = clock.tick()
    let urgent = try #require(try await run(engine, 50, steps: 400, priority: 1, clock: clock))
    // 400 steps of its own and 50 of each of the others, and those they took until it was let in.
    let taken = urgent.lastTick - before
    #expect(taken >= 400 + 20 * 45 && taken < 400 + 20 * 150)
    for (seed, task) in others.enumerated() {
      #expect(try await #require(task.value).outputs == alone(seed, steps: 3000))
    }
    #expect(urgent.outputs == (try await alone(50, steps: 400)))
  }

  @Test func anUrgentSequenceTakesAPlaceInAFullBatchAndWhoeverHadItGoesOnWithTheSameBytes() async throws {
    let engine = Engine(threads: 1)
    let clock = Clock()
    let others = (0..<128).map { seed in Task { try await run(engine, seed, steps: 300, clock: clock) } }
    await clock.reach(128 * 100)
    let urgent = (200..<205).map { seed in
      Task { try await run(engine, seed, steps: 60, priority: seed % 2 + 1, clock: clock) }
    }
    var lastUrgent = 0
    for (index, task) in urgent.enumerated() {
      let sampler = try #require(try await task.value)
      #expect(sampler.outputs == (try await alone(200 + index, steps: 60)))
      lastUrgent = max(lastUrgent, sampler.lastTick)
    }
    var finishedBefore = 0
    for (seed, task) in others.enumerated() {
      let sampler = try #require(try await task.value)
      if sampler.lastTick < lastUrgent { finishedBefore += 1 }
      if seed % 16 == 0 || seed > 120 { #expect(sampler.outputs == (try await alone(seed, steps: 300))) }
    }
    #expect(finishedBefore == 0, "whoever is urgent does not wait for a sequence that runs")
  }

  @Test func aCancelledSequenceLeavesWithinAStepAndItsMatesBytesStay() async throws {
    let engine = Engine(threads: 1)
    let clock = Clock()
    let mates = (0..<9).map { seed in Task { try await run(engine, seed, steps: 500, clock: clock) } }
    let victims = (20..<24).map { seed in Task { try await run(engine, seed, steps: .max, clock: clock) } }
    await clock.reach(1300)
    for victim in victims { victim.cancel() }
    for victim in victims { await #expect(throws: CancellationError.self) { try await victim.value } }
    for (seed, mate) in mates.enumerated() {
      #expect(try await #require(mate.value).outputs == alone(seed, steps: 500))
    }
  }

  @Test func aPausedSequenceCanBeCancelled() async throws {
    let engine = Engine(threads: 1)
    let clock = Clock()
    let others = (0..<128).map { seed in Task { try await run(engine, seed, steps: .max, clock: clock) } }
    await clock.reach(1280)
    let urgent = Task { try await run(engine, 300, steps: .max, priority: 5, clock: clock) }
    while engine.statistics.waitingSequences == 0 { try await Task.sleep(for: .milliseconds(2)) }
    for task in others { task.cancel() }
    for task in others { await #expect(throws: CancellationError.self) { try await task.value } }
    urgent.cancel()
    await #expect(throws: CancellationError.self) { try await urgent.value }
  }

  @Test func statesAreCountedAndGoWithTheirSequences() async throws {
    let engine = Engine(threads: 1)
    let clock = Clock()
    let tasks = (0..<64).map { seed in Task { try await run(engine, seed, steps: .max, clock: clock) } }
    await clock.reach(6400)
    let statistics = engine.statistics
    let one = model.bytesPerSequence
    #expect(one > 1000)
    #expect(statistics.stateBytes >= 64 * one && statistics.stateBytes < 2 * 64 * one)
    #expect(statistics.batchSteps > 0 && statistics.steps >= statistics.batchSteps)
    for task in tasks { task.cancel() }
    for task in tasks { _ = try? await task.value }
    while engine.statistics.stateBytes > 0 { try await Task.sleep(for: .milliseconds(2)) }
  }
}
