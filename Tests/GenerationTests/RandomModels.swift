import Generation
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
  /// Random weights for the architecture; a window advances slowly enough to stay on a short text for a while.
  static func random(_ architecture: Architecture, seed: UInt64 = 1, scale: Float = 0.4) -> ModelPackage {
    var numbers = TestNumbers(seed)
    var tensors: [String: [Float]] = [:]
    for parameter in architecture.parameters {
      tensors[parameter.name] = numbers.array(parameter.count, scale: scale)
    }
    if let window = architecture.window {
      for k in 0..<window.components { tensors["window.bias"]![2 * window.components + k] = -2 }
    }
    var symbols = architecture.window?.symbols ?? 0
    if case .softmax(let outputs) = architecture.head { symbols = outputs }
    let description = ModelDescription(
      name: "random", task: "test", summary: "Random weights.", architecture: architecture,
      alphabet: (0..<symbols).map { "s\($0)" },
      normalisation: architecture.input == .ink
        ? InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1) : nil)
    return ModelPackage(description: description, tensors: tensors)
  }
}

extension Architecture {
  /// A synthesis network with a bit of everything: two biases, peepholes, skips, odd sizes.
  static let synthesis = Architecture(
    input: .ink, layers: [Layer(cells: 37, biases: 2), Layer(cells: 18, peepholes: true)],
    window: Window(components: 3, symbols: 7), inputSkips: true, outputSkips: true,
    head: .mixtureDensity(components: 4))
  /// Ink without a text, and without skips.
  static let prediction = Architecture(
    input: .ink, layers: [Layer(cells: 20), Layer(cells: 11)], head: .mixtureDensity(components: 3))
  /// A small embedding, which becomes a table, seen by both layers.
  static let tabledText = Architecture(
    input: .embedding(symbols: 11, dimension: 5), layers: [Layer(cells: 23), Layer(cells: 6)], inputSkips: true,
    head: .softmax(symbols: 11))
  /// An embedding too large for a table.
  static let gatheredText = Architecture(
    input: .embedding(symbols: 1500, dimension: 5), layers: [Layer(cells: 23, peepholes: true)],
    head: .softmax(symbols: 1500))
  /// A head that shares the embedding's matrix.
  static let tiedText = Architecture(
    input: .embedding(symbols: 11, dimension: 5), layers: [Layer(cells: 23), Layer(cells: 5)],
    head: .softmax(symbols: 11), tied: true)
  static let oneHotText = Architecture(
    input: .oneHot(symbols: 9), layers: [Layer(cells: 19), Layer(cells: 8)], outputSkips: true,
    head: .softmax(symbols: 9))
}

/// Keeps every output and window, and feeds back inputs that depend on nothing but the step.
struct RecordingSampler: Sampler {
  /// What follows each sampled step.
  var script: [[Float]]
  var outputs: [[Float]] = []
  var phi: [[Float]] = []

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    outputs.append(Array(output))
    phi.append(window.map { Array($0.phi) } ?? [])
    guard outputs.count <= script.count else { return .finish }
    _ = input.update(fromContentsOf: script[outputs.count - 1])
    return .proceed
  }
}
