import Crypto
import Generation
import Logging
import Networks
import PluginAPI

@testable import Daemon

extension NewJob {
  /// A job of so many items.
  static func sample(
    items: Int = 1, task: String = "echo", operation: TaskOperation = .generate, priority: Int = 0,
    owner: String = "", key: String? = nil, seed: UInt64 = 7, digest: String = "d1", format: String = "txt",
    parameters: [String: ParameterValue] = [:]
  ) -> NewJob {
    NewJob(
      task: task, operation: operation, model: "small", modelDigest: digest, format: format, parameters: parameters,
      seed: seed,
      owner: owner, priority: priority, idempotencyKey: key,
      items: (0..<items).map { NewJob.Item(text: "text \($0)") })
  }
}

extension ModelStore {
  /// A store with a configured folder `models` and a state of its own, both in a test's folder.
  convenience init(
    in folder: TemporaryFolder, defaults: [String: String] = [:], memory: ModelMemory = .ample,
    freshness: Duration = .zero, patience: Duration = .seconds(10), logger: Logger = Quiet.logger
  ) throws {
    try FileSystem.makeFolder(folder.path + "/models", mode: 0o700)
    try self.init(
      folder: folder.path + "/models", library: folder.path + "/state/models",
      index: folder.path + "/state/models.json", defaults: defaults,
      memory: memory, freshness: freshness, patience: patience, logger: logger)
  }
}

enum Quiet {
  /// Says nothing.
  static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension ModelMemory {
  /// Room for more than a test loads, for longer than it runs.
  static var ample: ModelMemory { ModelMemory(limit: 1 << 30, patience: .seconds(600)) }
}

extension ModelPackage {
  /// A tiny text network whose weights are `weight` times -2 to 2.
  static func small(name: String = "small", task: String = "echo", weight: Float = 0.1) -> ModelPackage {
    let architecture = Architecture(
      input: .oneHot(symbols: 3), layers: [Architecture.Layer(cells: 4)], head: .softmax(symbols: 3))
    var package = ModelPackage(
      description: ModelDescription(
        name: name, task: task, summary: "For tests.", architecture: architecture, alphabet: ["a", "b", "c"],
        normalisation: nil),
      tensors: [:])
    for parameter in architecture.parameters {
      package.tensors[parameter.name] = (0..<parameter.count).map { weight * Float($0 * 7 % 5 - 2) }
    }
    return package
  }

  /// The package with its golden outputs.
  func golden() throws -> ModelPackage {
    var package = self
    package.resources[Golden.file] = try GoldenCheck.make(self)
    return package
  }

  /// Writes the package with the digests of its weights and of its other files in the description.
  func writeSealed(to folder: String) throws {
    var sealed = self
    sealed.description.weightsDigest = SHA256.hash(data: try weightsBytes()).hexadecimal
    sealed.description.resourceDigests = resources.mapValues { SHA256.hash(data: $0).hexadecimal }
    try sealed.write(to: folder)
  }
}

extension JobStore {
  /// Records the end of one running item; nil when it had already ended otherwise.
  func finish(_ key: ItemKey, _ outcome: ItemOutcome, at time: Double) async throws(StoreError) -> JobRecord? {
    try await record([(key, .ended(outcome))], at: time).jobs.first
  }

  /// Puts running items back that were interrupted on purpose.
  func requeue(_ keys: [ItemKey]) async throws(StoreError) {
    _ = try await record(keys.map { ($0, .interrupted) }, at: 0)
  }
}

extension JobStore {
  /// Items of a job as they are, but for their parameters.
  func items(of job: Int64, from first: Int = 0, limit: Int) async throws(StoreError) -> [ItemRecord] {
    try await items(of: job, from: first, limit: limit) { $0 }
  }
}
