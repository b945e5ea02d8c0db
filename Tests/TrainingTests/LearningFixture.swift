import Glibc
import Networks

@testable import Training

/// What PyTorch's optimisers made of given derivatives, as Tools/pytorch_learning.py stored it.
struct OptimiserFixture: Decodable, Sendable {
  struct Run: Decodable, Sendable {
    var rate: Double
    var momentum: Double?
    /// Weights after each step.
    var path: [[Double]]
  }

  var start: [Double]
  /// Derivatives of each step, before scaling.
  var gradients: [[Double]]
  var scale: Double
  var sgd: Run
  var adam: Run
  var rmsprop: Run

  func run(_ kind: OptimiserKind) -> Run {
    switch kind {
    case .sgd: sgd
    case .adam: adam
    case .rmsprop: rmsprop
    }
  }
}

/// The loss of noisy weights, the cost of describing them, and what follows for weights and deviations.
struct NoiseFixture: PyTorchNetwork {
  struct Description: Decodable, Sendable {
    var mean: Double
    var variance: Double
    var cost: Double
    var gradient: [String: [Double]]
    var deviationGradient: [String: [Double]]
  }

  var architecture: Architecture
  var size: Double
  var ink: [Double]
  var text: [Int]
  var symbols: [Int]
  var loss: Double
  var gradient: [String: [Double]]
  /// By ln σ.
  var deviationGradient: [String: [Double]]
  var description: Description

  var logDeviations: [Double] { (0..<architecture.parameterCount).map { -2 - 0.1 * Double($0 % 5) } }

  /// Standard normal numbers by Box and Muller, over two evenly spread sequences.
  var epsilon: [Double] {
    (1...architecture.parameterCount).map { index in
      let u = fraction(Double(index) * 2.squareRoot())
      let v = fraction(Double(index) * 3.squareRoot())
      return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
    }
  }
}

/// Loss and derivatives under dropout with given masks.
struct DropoutFixture: PyTorchNetwork {
  struct Rates: Decodable, Sendable {
    var input: Double?
    var hidden: Double
    var output: Double
  }

  struct Result: Decodable, Sendable {
    var loss: Double
    var gradient: [String: [Double]]
  }

  var architecture: Architecture
  var size: Double
  var ink: [Double]
  var text: [Int]
  var symbols: [Int]
  var rates: Rates
  /// With masks of their own for each step.
  var fresh: Result
  /// With one mask for all steps.
  var locked: Result

  /// Factor of an element; place 0 is the input, 1 the first layer, and so on.
  static func mask(place: Int, step: Int, element: Int, rate: Double) -> Float {
    let spread =
      Double(place + 1) * 2.squareRoot() + Double(step) * 3.squareRoot() + Double(element) * 5.squareRoot()
    return fraction(spread) >= rate ? Float(1 / (1 - rate)) : 0
  }
}

private func fraction(_ value: Double) -> Double { value - value.rounded(.down) }

extension PyTorchNetwork {
  /// The sequence as the fast pass reads it: one row that begins with it, and the text of its window.
  var chunk: (chunk: Chunk, texts: TextTable) {
    switch sequence {
    case .ink(let offsets, let text):
      let lines = [InkSequence(id: "made-up-01", text: text, offsets: offsets.map { Float($0) })]
      let chunk = Chunk(steps: lines[0].count, rows: 1)
      chunk.fill([0], of: lines)
      return (chunk, TextTable(lines))
    case .symbols(let inputs, let targets):
      let chunk = Chunk(steps: inputs.count, rows: 1)
      for (step, symbol) in inputs.enumerated() { chunk.symbols[step] = Int32(symbol) }
      for (step, symbol) in targets.enumerated() { chunk.nextSymbols[step] = Int32(symbol) }
      chunk.mask.update(repeating: 1, count: inputs.count)
      chunk.reset[0] = 1
      chunk.units = inputs.count
      return (chunk, TextTable([]))
    }
  }

  func vector(_ values: [Double]) -> FlatParameters {
    let parameters = FlatParameters(architecture)
    for (index, value) in values.enumerated() { parameters.values[index] = Float(value) }
    return parameters
  }
}
