import Generation
import Glibc
import Networks
import Testing

@Suite struct ScoringTests {
  private func score(
    _ package: ModelPackage, _ sampler: ScoringSampler, text: [Int] = [], prime: [Float] = []
  ) async throws -> ScoringSampler {
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(text: text, prime: prime, seed: 0, sampler: sampler, maximumSteps: sampler.length),
      with: LoadedModel(package))
    #expect(finished.steps == sampler.length && finished.reason == .finished)
    return try #require(finished.sampler as? ScoringSampler)
  }

  @Test(arguments: [Architecture.oneHotText, .tabledText, .gatheredText], [[Float](), [3]])
  func symbolsCostWhatTheReferenceSays(architecture: Architecture, prime: [Float]) async throws {
    let package = ModelPackage.random(architecture, seed: 4)
    let symbols = (0..<60).map { ($0 * 7 + $0 * $0) % architecture.head.width }
    let found = try await score(package, ScoringSampler(symbols: symbols), prime: prime)

    let network = ReferenceNetwork(package)
    var state = network.initialState
    var input = prime
    var expected = 0.0
    for symbol in symbols {
      let output = network.step(input, state: &state).map(Double.init)
      expected += log(output.reduce(0) { $0 + exp($1) }) - output[symbol]
      input = [Float(symbol)]
    }
    #expect((found.nats - expected).magnitude < 1e-4 * expected)
    #expect(found.count == 60 && found.squaredError == 0)
  }

  /// Offsets near and far, with the pen up now and then.
  private func offsets(_ count: Int) -> [Float] {
    var numbers = TestNumbers(9)
    return (0..<count).flatMap { [numbers.next(scale: 2), numbers.next(scale: 2), $0 % 7 == 6 ? 1 : 0] }
  }

  @Test(arguments: [(Architecture.prediction, [Int]()), (.synthesis, [1, 4, 2, 6, 0, 3])])
  func pointsCostWhatTheReferenceSays(architecture: Architecture, text: [Int]) async throws {
    let package = ModelPackage.random(architecture, seed: 5)
    let offsets = offsets(50)
    let found = try await score(package, ScoringSampler(offsets: offsets, smallestDeviation: 0), text: text)

    let network = ReferenceNetwork(package)
    var state = network.initialState
    var input: [Float] = []
    var (nats, squares) = (0.0, 0.0)
    for first in stride(from: 0, to: offsets.count, by: 3) {
      let mixture = MixtureParameters(network.step(input, text: text, state: &state))
      let (x, y) = (Double(offsets[first]), Double(offsets[first + 1]))
      nats -= mixture.logDensity(x: x, y: y, penUp: offsets[first + 2] > 0.5)
      let missX = zip(mixture.weights, mixture.meanX).reduce(x) { $0 - $1.0 * $1.1 }
      let missY = zip(mixture.weights, mixture.meanY).reduce(y) { $0 - $1.0 * $1.1 }
      squares += missX * missX + missY * missY
      input = Array(offsets[first..<first + 3])
    }
    #expect((found.nats - nats).magnitude < 1e-4 * nats.magnitude)
    #expect((found.squaredError - squares).magnitude < 1e-4 * squares)
    #expect(found.count == 50)
  }

  /// −ln Pr of one point under given raw outputs.
  private func cost(_ raw: [Float], _ point: [Float], floor: Double) -> Double {
    var sampler = ScoringSampler(offsets: point, smallestDeviation: floor)
    var random = StepRandom(seed: 0, stream: 0, step: 0)
    var input: [Float] = [0, 0, 0]
    let decision = raw.withUnsafeBufferPointer { output in
      input.withUnsafeMutableBufferPointer { sampler.step(output: output, window: nil, random: &random, input: $0) }
    }
    #expect(decision == .finish && input == point)
    return sampler.nats
  }

  @Test func deviationsAreKeptAboveTheFloor() {
    // Two components: ê, π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂; two of the deviations are far below 0.01.
    let raw: [Float] = [0.3, 0.1, -0.4, 0.01, 0, 0.02, 0.5, -12, -1, -0.5, -9, 0.3, -0.2]
    var held = raw
    for index in 7..<11 { held[index] = max(held[index], log(Float(0.01))) }
    let expected = -MixtureParameters(held).logDensity(x: 0.015, y: 0.03, penUp: false)
    #expect((cost(raw, [0.015, 0.03, 0], floor: 0.01) - expected).magnitude < 1e-5)
    #expect((cost(raw, [0.015, 0.03, 0], floor: 0) - expected).magnitude > 1)
  }

  @Test func whatIsAllButImpossibleCostsWhatItShould() {
    let near: [Float] = [0, 0, 0, 0, 0, 0, 0]
    func withPen(_ value: Float) -> [Float] { [value] + near.dropFirst() }
    let rest = cost(near, [0, 0, 1], floor: 0.01) - log(2)
    // Pr(pen up) = 1 / (1 + exp ê), so at ê = 80 a lift costs 80 nats, and at ê = −80 no lift does.
    #expect((cost(withPen(80), [0, 0, 1], floor: 0.01) - rest - 80).magnitude < 1e-9)
    #expect((cost(withPen(-80), [0, 0, 0], floor: 0.01) - rest - 80).magnitude < 1e-9)
    #expect((cost(withPen(-80), [0, 0, 1], floor: 0.01) - rest).magnitude < 1e-9)
    // A far point: 2000 deviations of 1 along x.
    #expect((cost(withPen(-80), [2000, 0, 1], floor: 0.01) - rest - 2e6).magnitude < 1e-3)
  }

  @Test func aScoreIsTheSameBitForBitAloneAndInAnyCrowd() async throws {
    let ink = try LoadedModel(ModelPackage.random(.synthesis))
    let text = try LoadedModel(ModelPackage.random(.tabledText))
    let numbers = (0..<33).map { $0 }
    func request(_ number: Int) -> (SequenceRequest, LoadedModel) {
      if number % 3 == 0 {
        let symbols = (0..<(10 + number)).map { ($0 * 5 + number) % 11 }
        return (SequenceRequest(seed: 0, sampler: ScoringSampler(symbols: symbols), maximumSteps: symbols.count), text)
      }
      let points = Array(offsets(60).dropFirst(3 * (number % 20)))
      return (
        SequenceRequest(
          text: [number % 7, 2, 5], seed: 0, sampler: ScoringSampler(offsets: points, smallestDeviation: 0.01),
          maximumSteps: points.count / 3), ink
      )
    }
    func run(_ numbers: [Int], threads: Int) async throws -> [Int: [UInt64]] {
      let engine = Engine(threads: threads)
      defer { engine.stop() }
      return try await withThrowingTaskGroup(of: (Int, [UInt64]).self) { group in
        for number in numbers {
          group.addTask {
            let (request, model) = request(number)
            let sampler = try await engine.generate(request, with: model).sampler as? ScoringSampler
            return (number, [sampler?.nats.bitPattern ?? 0, sampler?.squaredError.bitPattern ?? 0])
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
    }
    var alone: [Int: [UInt64]] = [:]
    for number in numbers { alone.merge(try await run([number], threads: 1)) { $1 } }
    #expect(Set(alone.values.map { $0[0] }).count == 33)
    #expect(try await run(numbers, threads: 1) == alone)
    #expect(try await run(numbers.reversed(), threads: 2) == alone)
  }
}
