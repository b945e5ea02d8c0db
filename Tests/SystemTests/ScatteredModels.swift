import Networks

extension ModelPackage {
  /// A small network whose weights are scattered evenly: what it writes is nonsense, always the same.
  static func scattered(
    name: String, task: String, _ architecture: Architecture, alphabet: [String] = []
  ) -> ModelPackage {
    var state: UInt64 = 42
    var tensors: [String: [Float]] = [:]
    for parameter in architecture.parameters {
      tensors[parameter.name] = (0..<parameter.count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Float(state >> 40) / Float(1 << 23) - 1) / 2
      }
    }
    let description = ModelDescription(
      name: name, task: task, summary: "Scattered weights.", architecture: architecture, alphabet: alphabet,
      normalisation: architecture.input == .ink
        ? InkNormalisation(meanX: 8, meanY: 0, deviationX: 40, deviationY: 36) : nil)
    return ModelPackage(description: description, tensors: tensors)
  }

  private static func text(name: String, task: String, _ alphabet: [String]) -> ModelPackage {
    scattered(
      name: name, task: task,
      Architecture(
        input: .oneHot(symbols: alphabet.count), layers: [Architecture.Layer(cells: 24)],
        head: .softmax(symbols: alphabet.count)), alphabet: alphabet)
  }

  /// Bytes: all of ASCII that is text as themselves, the others by their hexadecimal digits.
  static let wikipedia = text(
    name: "wikipedia", task: "character-text",
    ["\n"] + (0x20..<0x7F).map { String(Unicode.Scalar(UInt8($0))) }
      + (0x80...0xFF).map { "<0x\(String($0, radix: 16, uppercase: true))>" })

  static let news = text(
    name: "news", task: "word-text",
    ["the", "company", "said", "it", "'s", "not", "for", "sale", ".", ",", "``", "''", "N", "<unk>", "<eos>"])

  /// Draws without a text.
  static let pen = scattered(
    name: "pen", task: "handwriting-prediction",
    Architecture(input: .ink, layers: [Architecture.Layer(cells: 24)], head: .mixtureDensity(components: 3)))
}
