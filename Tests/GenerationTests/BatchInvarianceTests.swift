import Generation
import Kernels
import Networks
import Testing

/// The contract on numbers: what a sequence becomes depends on nothing but the model and its request.
@Suite struct BatchInvarianceTests {
  private let model: LoadedModel
  private let text: LoadedModel

  init() throws {
    model = try LoadedModel(ModelPackage.random(.synthesis))
    text = try LoadedModel(ModelPackage.random(.tabledText))
  }

  /// A network whose products are large enough to be shared between threads.
  private static let wide = Architecture(
    input: .ink, layers: [.init(cells: 150, peepholes: true), .init(cells: 130)],
    window: .init(components: 3, symbols: 7), inputSkips: true, outputSkips: true,
    head: .mixtureDensity(components: 4))

  private func request(_ seed: UInt64) -> SequenceRequest {
    SequenceRequest(
      text: (0..<(3 + Int(seed % 5))).map { ($0 + Int(seed)) % 7 }, prime: seed % 3 == 0 ? [1, 0, 0, 0.5, -1, 1] : [],
      seed: seed, stream: UInt32(seed % 2), sampler: MixtureDensitySampler(.init(bias: 0.2)),
      maximumSteps: 20 + Int(seed % 7) * 5)
  }

  private func bits(_ finished: FinishedSequence) -> [UInt32] {
    guard let sampler = finished.sampler as? MixtureDensitySampler else { return [] }
    return sampler.points.flatMap { [$0.dx.bitPattern, $0.dy.bitPattern, $0.penUp ? 1 : 0] }
      + [UInt32(finished.steps)]
  }

  /// Runs requests at once; results by seed.
  private func run(
    _ seeds: [UInt64], threads: Int, with other: LoadedModel? = nil
  ) async throws -> [UInt64: [UInt32]] {
    let model = other ?? model
    let engine = Engine(threads: threads)
    defer { engine.stop() }
    return try await withThrowingTaskGroup(of: (UInt64, [UInt32]).self) { group in
      for seed in seeds {
        group.addTask { (seed, self.bits(try await engine.generate(self.request(seed), with: model))) }
      }
      var results: [UInt64: [UInt32]] = [:]
      for try await (seed, bits) in group { results[seed] = bits }
      return results
    }
  }

  @Test(arguments: Precision.allCases)
  func bytesAreTheSameAloneAmongOthersInAnyOrderAndOnAnyNumberOfThreads(precision: Precision) async throws {
    let model = try LoadedModel(ModelPackage.random(.synthesis), precision: precision)
    let seeds = (0..<257).map(UInt64.init)
    var alone: [UInt64: [UInt32]] = [:]
    for seed in seeds { alone.merge(try await run([seed], threads: 1, with: model)) { $1 } }
    #expect(alone.values.allSatisfy { $0.count > 30 })
    #expect(Set(alone.values).count == 257)
    for count in [2, 3, 7, 64, 65, 257] {
      let some = Array(seeds.prefix(count))
      for threads in [1, 2, 3] {
        for order in [some, some.reversed()] {
          #expect(try await run(order, threads: threads, with: model) == alone.filter { $0.key < count })
        }
      }
    }
  }

  @Test(arguments: Precision.allCases)
  func bytesAreTheSameWhenIdleThreadsHelp(precision: Precision) async throws {
    let model = try LoadedModel(ModelPackage.random(Self.wide, scale: 0.1), precision: precision)
    let alone = try await run([1, 2, 3], threads: 1, with: model)
    for threads in [2, 3, 4] {
      for seed: UInt64 in [1, 2, 3] {
        #expect(try await run([seed], threads: threads, with: model) == alone.filter { $0.key == seed })
      }
    }
  }

  @Test(arguments: [Precision.bf16, .int8], [Architecture.synthesis, .gatheredText, .tabledText, .oneHotText])
  func bytesAreTheSameOnEveryInstructionSet(precision: Precision, architecture: Architecture) throws {
    let package = ModelPackage.random(architecture)
    var seen: Set<[UInt32]> = []
    for set in InstructionSet.allCases {
      for dots in [true, false] {
        guard let kernels = KernelTable(set, dotProducts: dots) else { continue }
        let model = try LoadedModel(package, precision: precision, kernels: kernels)
        let isInk = architecture.input == .ink
        let finished = try model.generateHere(
          isInk
            ? request(4)
            : SequenceRequest(
              prime: [4], seed: 8, sampler: CategoricalSampler(length: 60, kernels: kernels), maximumSteps: 60))
        let symbols = (finished.sampler as? CategoricalSampler)?.symbols.map(UInt32.init) ?? []
        seen.insert(isInk ? bits(finished) : symbols)
      }
    }
    #expect(seen.count == 1 && seen.first.map { $0.count > 30 } == true)
  }

  @Test func streamsOfOneSeedDrawDifferently() async throws {
    let engine = Engine(threads: 1)
    func symbols(_ stream: UInt32) async throws -> [Int] {
      let finished = try await engine.generate(
        SequenceRequest(
          prime: [4], seed: 8, stream: stream, sampler: CategoricalSampler(length: 40), maximumSteps: 40), with: text)
      return (finished.sampler as? CategoricalSampler)?.symbols ?? []
    }
    let first = try await symbols(0)
    #expect(first.count == 40)
    #expect(try await symbols(0) == first)
    #expect(try await symbols(1) != first)
  }

  @Test func modelsSideBySideDoNotDisturbEachOther() async throws {
    let alone = try await run([5], threads: 1)
    let engine = Engine(threads: 1)
    async let other = engine.generate(
      SequenceRequest(prime: [4], seed: 8, sampler: CategoricalSampler(length: 40), maximumSteps: 60), with: text)
    async let ink = engine.generate(request(5), with: model)
    #expect(bits(try await ink) == alone[5])
    #expect(try await other.steps == 40)
  }
}
