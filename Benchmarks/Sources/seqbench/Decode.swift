import ArgumentParser
import FoundationEssentials
import Generation
import Kernels
import Networks

/// Generates with a model, all sequences of a batch at once, and says how fast that went.
struct Decode: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Generate, and print the speed as JSON.")

  @Argument(help: "Folder of the model package.")
  var model: String

  @Option(help: "Sequences at once.")
  var batch = 1

  @Option(help: "Elements of each sequence.")
  var steps = 200

  @Option(help: "What products are computed with: fp32, bf16 or int8; the package's own when absent.")
  var precision: String?

  @Option(help: "Engine threads.")
  var threads = 2

  func run() async throws {
    let package = try ModelPackage.load(folder: model)
    let loaded = try LoadedModel(package, precision: precision.flatMap(Precision.init(rawValue:)))
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
      operationsPerElement: Self.operations(package.description.architecture), weightBytes: loaded.bytes)
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private struct Result: Codable {
    var precision: String
    var batch: Int
    var elements: Int
    var seconds: Double
    var elementsPerSecond: Double
    var operationsPerElement: Int
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

  /// Operations of the products of one element, 2 for each weight; a symbol's share of the first layer is looked up.
  private static func operations(_ architecture: Architecture) -> Int {
    var weights = 0
    for parameter in architecture.parameters where parameter.shape.count == 2 {
      switch parameter.name {
      case "embedding.weight": weights += architecture.tied ? parameter.count : 0
      case "layers.0.weight_ih" where architecture.input != .ink && isTabled(architecture.input): break
      default: weights += parameter.name.hasSuffix("peepholes") ? 0 : parameter.count
      }
    }
    return 2 * weights
  }

  private static func isTabled(_ input: Architecture.Input) -> Bool {
    switch input {
    case .ink: false
    case .oneHot: true
    case .embedding(let symbols, _): symbols <= 1024
    }
  }
}
