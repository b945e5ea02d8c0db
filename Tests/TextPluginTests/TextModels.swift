import Networks

extension ModelPackage {
  /// A small text network with weights that are scattered evenly in [-1, 1]: it writes nonsense, always the same.
  static func scattered(task: String, alphabet: [String]) -> ModelPackage {
    let architecture = Architecture(
      input: .oneHot(symbols: alphabet.count), layers: [Architecture.Layer(cells: 16)],
      head: .softmax(symbols: alphabet.count))
    var state: UInt64 = 42
    var tensors: [String: [Float]] = [:]
    for parameter in architecture.parameters {
      tensors[parameter.name] = (0..<parameter.count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
      }
    }
    let description = ModelDescription(
      name: "scattered", task: task, summary: "Scattered weights.", architecture: architecture, alphabet: alphabet,
      normalisation: nil)
    return ModelPackage(description: description, tensors: tensors)
  }

  static let characters = scattered(task: "character-text", alphabet: "\n abcdefgh.".map(String.init))
  static let words = scattered(
    task: "word-text",
    alphabet: ["the", "cat", "does", "n't", "say", "``", "no", "''", ".", ",", "$", "N", "<unk>", "<eos>", "it", "'s"])
}
