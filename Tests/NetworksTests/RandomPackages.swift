import Networks

/// Pseudo-random numbers of a linear congruential generator: the same everywhere, good enough to fill weights.
struct TestNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  /// Even in [-scale, scale].
  mutating func next(scale: Float = 1) -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Float(state >> 40) / Float(1 << 23) - 1) * scale
  }

  mutating func array(_ count: Int, scale: Float = 1) -> [Float] { (0..<count).map { _ in next(scale: scale) } }
}

extension ModelPackage {
  /// A package with random weights for the architecture, fit to be written and read.
  static func random(_ architecture: Architecture, seed: UInt64 = 1, scale: Float = 0.3) -> ModelPackage {
    var numbers = TestNumbers(seed)
    var tensors: [String: [Float]] = [:]
    for parameter in architecture.parameters {
      tensors[parameter.name] = numbers.array(parameter.count, scale: scale)
    }
    var symbols = architecture.window?.symbols ?? 0
    if case .softmax(let outputs) = architecture.head { symbols = outputs }
    let description = ModelDescription(
      name: "random", task: "test", summary: "Random weights.", architecture: architecture,
      alphabet: (0..<symbols).map { "s\($0)" },
      normalisation: architecture.input == .ink
        ? InkNormalisation(meanX: 8.25, meanY: 0.1, deviationX: 40.5, deviationY: 36) : nil)
    return ModelPackage(description: description, tensors: tensors)
  }
}

extension Architecture {
  /// A small synthesis network with everything in it: peepholes in one layer, two biases in the other.
  static let smallSynthesis = Architecture(
    input: .ink, layers: [Layer(cells: 12, biases: 2), Layer(cells: 9, peepholes: true)],
    window: Window(components: 3, symbols: 7), inputSkips: true, outputSkips: true,
    head: .mixtureDensity(components: 4))

  /// A small character network.
  static let smallText = Architecture(
    input: .embedding(symbols: 11, dimension: 5), layers: [Layer(cells: 13), Layer(cells: 6)],
    head: .softmax(symbols: 11))
}

extension Architecture {
  /// Words whose head shares the embedding's matrix.
  static let smallTied = Architecture(
    input: .embedding(symbols: 11, dimension: 6), layers: [Layer(cells: 13), Layer(cells: 6)],
    head: .softmax(symbols: 11), tied: true)
}
