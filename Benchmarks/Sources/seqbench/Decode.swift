public import ArgumentParser
import FoundationEssentials
import Generation
public import Kernels
import Networks

extension Precision: @retroactive ExpressibleByArgument {
  var bytesOfWeight: Int {
    switch self {
    case .fp32: 4
    case .bf16: 2
    case .int8: 1
    }
  }
}

/// Generates with a model, all sequences of a batch at once, and says how fast that went.
struct Decode: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Generate, and print the speed as JSON.")

  @Argument(help: "Folder of the model package.")
  var model: String

  @Option(help: "Sequences at once.")
  var batch = 1

  @Option(help: "Elements of each sequence.")
  var steps = 200

  @Option(help: "What products are computed with: fp32, bf16 or int8; the package's own when absent.")
  var precision: Precision?

  @Option(help: "Engine threads.")
  var threads = 2

  func validate() throws {
    guard (1...4096).contains(batch), (1...1_000_000).contains(steps), (1...64).contains(threads) else {
      throw ValidationError("--batch is 1 to 4096, --steps 1 to 1000000, --threads 1 to 64")
    }
  }

  func run() throws { try waiting { try await measure() } }

  private func measure() async throws {
    let package = try ModelPackage.load(folder: model)
    let loaded = try LoadedModel(package, precision: precision)
    let engine = Engine(threads: threads)
    defer { engine.stop() }
    try await generate(steps: max(steps / 10, 8), with: loaded, on: engine)
    let clock = ContinuousClock()
    let start = clock.now
    let done = try await generate(steps: steps, with: loaded, on: engine)
    let seconds = (clock.now - start) / .seconds(1)
    let result = Result(
      precision: loaded.precision.rawValue, batch: batch, elements: done, seconds: seconds,
      elementsPerSecond: Double(done) / seconds,
      operationsPerElement: 2 * loaded.multiplications,
      weightBytes: loaded.multiplications * loaded.precision.bytesOfWeight)
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private struct Result: Codable {
    var precision: String
    var batch: Int
    var elements: Int
    var seconds: Double
    var elementsPerSecond: Double
    /// Multiplications and additions of the products.
    var operationsPerElement: Int
    /// Weights that a step reads, once for all sequences of a thread.
    var weightBytes: Int
  }

  @discardableResult
  private func generate(steps: Int, with model: LoadedModel, on engine: Engine) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<batch {
        let request = request(number, steps: steps, model.description.architecture)
        group.addTask { try await engine.generate(request, with: model).steps }
      }
      return try await group.reduce(0, +)
    }
  }

  private func request(_ number: Int, steps: Int, _ architecture: Architecture) -> SequenceRequest {
    switch architecture.head {
    case .softmax:
      return SequenceRequest(
        prime: [0], seed: UInt64(number), sampler: CategoricalSampler(length: steps), maximumSteps: steps)
    case .mixtureDensity:
      // 40 characters, as the peers have; the models of a benchmark stay on them for as long as it lasts.
      let text = architecture.window.map { window in (0..<40).map { ($0 * 7 + number) % window.symbols } } ?? []
      return SequenceRequest(
        text: text, seed: UInt64(number),
        sampler: MixtureDensitySampler(.init(grace: .max, mostPointsPerCharacter: .max, longestOffset: 3)),
        maximumSteps: steps)
    }
  }
}
