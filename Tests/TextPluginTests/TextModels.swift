import Networks

extension ModelPackage {
  /// A small text network with weights that are scattered evenly in [-1, 1]: it writes nonsense, always the same.
  /// - Parameter favourite: a symbol that is far likelier than all others.
  static func scattered(task: String, alphabet: [String], favourite: String? = nil) -> ModelPackage {
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
    if let index = favourite.flatMap({ alphabet.firstIndex(of: $0) }) { tensors["head.bias"]![index] += 8 }
    let description = ModelDescription(
      name: "scattered", task: task, summary: "Scattered weights.", architecture: architecture, alphabet: alphabet,
      normalisation: nil)
    return ModelPackage(description: description, tensors: tensors)
  }

  /// A network that writes its alphabet in order, again and again: a cell for each symbol remembers what was read last,
  /// and the head prefers the next one.
  static func cycle(task: String, alphabet: [String]) -> ModelPackage {
    var package = scattered(task: task, alphabet: alphabet)
    let (n, width) = (alphabet.count, 20 as Float)
    package.description.architecture.layers = [Architecture.Layer(cells: n)]
    for parameter in package.description.architecture.parameters {
      package.tensors[parameter.name] = Array(repeating: 0, count: parameter.count)
    }
    for k in 0..<n {
      package.tensors["layers.0.weight_ih"]![k * n + k] = 2 * width
      // Gates i, f, g, o: closed but for what is read, forgetting, full, open.
      for (gate, bias) in [-width, -width, width, width].enumerated() {
        package.tensors["layers.0.bias_ih"]![gate * n + k] = bias
      }
      package.tensors["head.weight"]![(k + 1) % n * n + k] = width
    }
    return package
  }

  static let characters = scattered(task: "character-text", alphabet: "\n abcdefgh.".map(String.init))
  /// Bytes: the ASCII ones of a few letters, and those of é, ü, € and ✓ in UTF-8.
  static let byteAlphabet =
    "\n abcdefgh.".map(String.init)
    + ["<0x82>", "<0x93>", "<0x9C>", "<0xA9>", "<0xAC>", "<0xBC>", "<0xC3>", "<0xE2>"]
  static let bytes = scattered(task: "character-text", alphabet: byteAlphabet)
  static let words = scattered(
    task: "word-text",
    alphabet: ["the", "cat", "does", "n't", "say", "``", "no", "''", ".", ",", "$", "N", "<unk>", "<eos>", "it", "'s"])
}
