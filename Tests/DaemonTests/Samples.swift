import Crypto
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

extension ModelPackage {
  /// A tiny text network with constant weights.
  static func small(name: String = "small", task: String = "echo", weight: Float = 0.1) -> ModelPackage {
    let architecture = Architecture(
      input: .oneHot(symbols: 3), layers: [Architecture.Layer(cells: 4)], head: .softmax(symbols: 3))
    var package = ModelPackage(
      description: ModelDescription(
        name: name, task: task, summary: "For tests.", architecture: architecture, alphabet: ["a", "b", "c"],
        normalisation: nil),
      tensors: [:])
    for parameter in architecture.parameters {
      package.tensors[parameter.name] = Array(repeating: weight, count: parameter.count)
    }
    return package
  }

  /// Writes the package with its weights' digest in the description.
  func writeSealed(to folder: String) throws {
    var sealed = self
    sealed.description.weightsDigest = SHA256.hash(data: try weightsBytes()).hexadecimal
    try sealed.write(to: folder)
  }
}
