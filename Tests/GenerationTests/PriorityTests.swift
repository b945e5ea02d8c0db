import Dispatch
import Generation
import Networks
import Synchronization
import Testing

/// Counts the steps of all sequences, so that a sequence knows when, among them, it took its last.
private final class Clock: Sendable {
  private let steps = Atomic(0)

  func tick() -> Int { steps.add(1, ordering: .relaxed).newValue }
}

/// Holds the engine's thread within a step until the test has done what it wants to do before the next.
private final class Gate: Sendable {
  /// The step, of the sequence that has the gate, in which it closes.
  let step: Int
  private let opened = DispatchSemaphore(value: 0)
  private let closed = AsyncStream<Void>.makeStream()

  init(step: Int) { self.step = step }

  func pass() {
    closed.continuation.finish()
    opened.wait()
  }

  /// Waits until the thread stands at the gate.
  func isClosed() async { for await _ in closed.stream {} }

  func open() { opened.signal() }
}

/// Feeds back inputs that depend on the step alone, and keeps the outputs.
private struct ScriptedSampler: Sampler {
  let clock: Clock
  let steps: Int
  var gate: Gate?
  var outputs: [[Float]] = []
  var taken = 0
  var lastTick = 0

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    if steps < .max { outputs.append(Array(output)) }
    lastTick = clock.tick()
    taken += 1
    if let gate, gate.step == taken { gate.pass() }
    let x = Float(taken % 7) / 7
    _ = input.update(fromContentsOf: [x, 0.5 - x, taken % 9 == 0 ? 1 : 0])
    return taken < steps ? .proceed : .finish
  }
}

/// Priorities within the engine change when a sequence runs, and nothing of what it gives.
///
/// While a test waits, a gate holds the engine: a thread that went on meanwhile would take the machine from all other tests.
@Suite struct PriorityTests {
  private let model: LoadedModel
  private let engine = Engine(threads: 1)
  private let clock = Clock()

  init() throws { model = try LoadedModel(ModelPackage.random(.synthesis)) }

  private typealias Run = Task<ScriptedSampler?, any Error>

  /// Begins a sequence; it is endless where no steps are given.
  private func begin(
    _ seed: Int, steps: Int = .max, priority: Int = 0, gate: Gate? = nil, on other: Engine? = nil
  ) -> Run {
    let engine = other ?? engine
    let request = SequenceRequest(
      text: (0..<4).map { ($0 + seed) % 7 }, seed: UInt64(seed),
      sampler: ScriptedSampler(clock: clock, steps: steps, gate: gate), maximumSteps: Int(Int32.max))
    return Task { [model] in
      try await engine.generate(request, with: model, priority: priority).sampler as? ScriptedSampler
    }
  }

  /// Waits until the engine has so many sequences, running or not.
  private func arrival(of count: Int) async {
    while engine.statistics.activeSequences + engine.statistics.waitingSequences < count { await Task.yield() }
  }

  /// What a sequence gives that has an engine to itself.
  private func alone(_ seed: Int, steps: Int) async throws -> [[Float]] {
    try #require(try await begin(seed, steps: steps, on: Engine(threads: 1)).value).outputs
  }

  /// Whether a sequence gave what it gives alone.
  private func isUnchanged(_ run: Run, _ seed: Int, steps: Int) async throws -> Bool {
    try await #require(run.value).outputs == alone(seed, steps: steps)
  }

  /// Begins sequences that all join at the same moment; `gate` is the first one's.
  private func beginTogether(_ seeds: Range<Int>, steps: Int = .max, gate: Gate? = nil) async -> [Run] {
    let start = Gate(step: 1)
    let first = begin(999, steps: 1, gate: start)
    await start.isClosed()
    let runs = seeds.map { begin($0, steps: steps, gate: $0 == seeds.lowerBound ? gate : nil) }
    await arrival(of: seeds.count + 1)
    start.open()
    _ = try? await first.value
    return runs
  }

  @Test func anUrgentSequenceTakesEightStepsWhileTheOthersTakeOne() async throws {
    let gate = Gate(step: 10)
    let others = await beginTogether(0..<20, steps: 100, gate: gate)
    await gate.isClosed()
    let before = clock.tick()
    let urgent = begin(50, steps: 400, priority: 1)
    await arrival(of: 21)
    gate.open()
    // Its own steps, 50 of each of the others', and the rest of the step that the gate stood in.
    let taken = try #require(try await urgent.value).lastTick - before
    #expect(taken >= 400 + 49 * 20 && taken <= 400 + 52 * 20)
    #expect(try await isUnchanged(urgent, 50, steps: 400))
    for seed in [0, 1, 7, 19] { #expect(try await isUnchanged(others[seed], seed, steps: 100)) }
  }

  @Test func anUrgentSequenceTakesAPlaceInAFullBatchAndWhoeverHadItGoesOnWithTheSameBytes() async throws {
    let gate = Gate(step: 20)
    let others = await beginTogether(0..<128, steps: 60, gate: gate)
    await gate.isClosed()
    let urgent = (200..<205).map { begin($0, steps: 30, priority: $0 % 2 + 1) }
    await arrival(of: 133)
    gate.open()
    var lastUrgent = 0
    for (index, run) in urgent.enumerated() {
      lastUrgent = max(lastUrgent, try #require(try await run.value).lastTick)
      #expect(try await isUnchanged(run, 200 + index, steps: 30))
    }
    for run in others {
      let sampler = try #require(try await run.value)
      #expect(sampler.outputs.count == 60 && sampler.lastTick > lastUrgent, "the urgent ones waited for nobody")
    }
    for seed in [0, 1, 64] + Array(122..<128) { #expect(try await isUnchanged(others[seed], seed, steps: 60)) }
  }

  @Test func aCancelledSequenceLeavesWithinAStepAndItsMatesBytesStay() async throws {
    let gate = Gate(step: 30)
    let runs = await beginTogether(0..<8, steps: 80, gate: gate)
    await gate.isClosed()
    for run in runs[3..<6] { run.cancel() }
    let before = clock.tick()
    gate.open()
    for run in runs[3..<6] { await #expect(throws: CancellationError.self) { try await run.value } }
    for seed in [0, 1, 2, 6, 7] {
      let run = runs[seed]
      #expect(try await isUnchanged(run, seed, steps: 80))
      // Those who were cancelled took no step after that in which the gate stood.
      if seed == 7 { #expect(try await #require(run.value).lastTick - before <= 8 + 5 * 50) }
    }
  }

  @Test func aPausedSequenceCanBeCancelled() async throws {
    let gate = Gate(step: 10)
    let others = await beginTogether(0..<128, gate: gate)
    await gate.isClosed()
    let second = Gate(step: 3)
    let urgent = begin(300, priority: 5, gate: second)
    await arrival(of: 129)
    gate.open()
    await second.isClosed()
    #expect(engine.statistics.waitingSequences == 1 && engine.statistics.activeSequences == 128)
    for run in others { run.cancel() }
    second.open()
    for run in others { await #expect(throws: CancellationError.self) { try await run.value } }
    urgent.cancel()
    await #expect(throws: CancellationError.self) { try await urgent.value }
  }

  @Test func statesAreCountedAndGoWithTheirSequences() async throws {
    let gate = Gate(step: 10)
    let runs = await beginTogether(0..<64, gate: gate)
    await gate.isClosed()
    let statistics = engine.statistics
    let one = model.bytesPerSequence
    #expect(one > 1000)
    #expect(statistics.stateBytes >= 64 * one && statistics.stateBytes < 2 * 64 * one)
    #expect(statistics.batchSteps > 0 && statistics.steps >= statistics.batchSteps)
    for run in runs { run.cancel() }
    gate.open()
    for run in runs { _ = try? await run.value }
    while engine.statistics.stateBytes > 0 { await Task.yield() }
  }
}
