import Networks
import Training

/// Networks of every kind the reference knows, small enough to check each derivative.
enum SmallNetworks {
  /// The seed's features: two bias vectors, a window, skips, a mixture density.
  static let seed = Architecture(
    input: .ink, layers: [.init(cells: 5, biases: 2), .init(cells: 4, biases: 2)],
    window: .init(components: 2, symbols: 6), inputSkips: true, outputSkips: true, head: .mixtureDensity(components: 2))
  /// Graves's features: three layers with peepholes.
  static let graves = Architecture(
    input: .ink,
    layers: [.init(cells: 5, peepholes: true), .init(cells: 4, peepholes: true), .init(cells: 3, peepholes: true)],
    window: .init(components: 3, symbols: 6), inputSkips: true, outputSkips: true, head: .mixtureDensity(components: 3))
  /// Ink without a text, no skips.
  static let prediction = Architecture(
    input: .ink, layers: [.init(cells: 4, peepholes: true), .init(cells: 5)], head: .mixtureDensity(components: 2))
  /// Text by one-hot symbols.
  static let oneHot = Architecture(
    input: .oneHot(symbols: 7), layers: [.init(cells: 5, peepholes: true, biases: 2), .init(cells: 4)],
    inputSkips: true, outputSkips: true, head: .softmax(symbols: 7))
  /// Text by learned rows.
  static let embedding = Architecture(
    input: .embedding(symbols: 7, dimension: 3), layers: [.init(cells: 4, biases: 2), .init(cells: 4)],
    head: .softmax(symbols: 7))

  /// Words whose head shares the embedding's matrix.
  static let tied = Architecture(
    input: .embedding(symbols: 7, dimension: 3), layers: [.init(cells: 4), .init(cells: 3, peepholes: true)],
    head: .softmax(symbols: 7), tied: true)

  static let all = [seed, graves, prediction, oneHot, embedding, tied]

  /// Fixed parameters without pattern, in ± size.
  static func parameters<Scalar: ReferenceScalar>(_ architecture: Architecture, size: Double = 0.6) -> [Scalar] {
    var state: UInt64 = 42
    return (0..<architecture.parameterCount).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Scalar(size * (Double(state >> 11) / Double(1 << 52) - 1))
    }
  }

  /// Six steps of whatever the architecture reads.
  static func sequence<Scalar: ReferenceScalar>(_ architecture: Architecture) -> ReferenceSequence<Scalar> {
    if case .softmax = architecture.head {
      return .symbols(inputs: [3, 1, 0, 6, 1, 5], targets: [1, 0, 6, 1, 5, 2])
    }
    let offsets: [Double] = [
      0.3, -0.2, 0, 1.1, 0.4, 0, -0.6, 0.8, 1, 2.0, -1.2, 0, 0.1, 0.1, 0, -0.9, 0.7, 1,
    ]
    return .ink(offsets: offsets.map { Scalar($0) }, text: architecture.window == nil ? [] : [2, 0, 5, 2, 1])
  }
}
