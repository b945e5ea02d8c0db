public import Networks

/// One sequence to learn from.
public enum ReferenceSequence<Scalar: ReferenceScalar>: Sendable {
  /// Offsets T × 3 (Δx, Δy normalised, pen); the network sees (0, 0, 0) first, then each offset after predicting it.
  /// `text` are indices into the alphabet, for networks with a window.
  case ink(offsets: [Scalar], text: [Int])
  /// Symbol t of `targets` is to be predicted from symbols 0 … t of `inputs`; both have T symbols.
  case symbols(inputs: [Int], targets: [Int])

  /// T, the number of predictions.
  public var count: Int {
    switch self {
    case .ink(let offsets, _): offsets.count / 3
    case .symbols(let inputs, _): inputs.count
    }
  }
}

/// Any network that an `Architecture` describes, written to be read: one sequence at a time, no state kept, every
/// equation where the paper has it. The fast trainer is checked against it.
///
/// Parameters stand in one flat vector in the order of `Architecture.parameters`; derivatives stand in the same places.
public struct DifferentiableNetwork<Scalar: ReferenceScalar>: Sendable {
  public let architecture: Architecture
  /// `architecture.parameterCount` values.
  public var parameters: [Scalar]
  /// Floor on the mixture's σ, normalised units; 0 for none.
  public var smallestDeviation: Scalar = 0

  let layers: [ReferenceLayer]
  let window: ReferenceWindow?
  let head: ReferenceMatrix
  let headBias: Int
  let embedding: ReferenceMatrix?

  /// - Precondition: there are as many parameters as the architecture has.
  public init(_ architecture: Architecture, parameters: [Scalar]) {
    precondition(parameters.count == architecture.parameterCount, "parameters of another architecture")
    self.architecture = architecture
    self.parameters = parameters
    var places: [String: ReferenceMatrix] = [:]
    var start = 0
    for tensor in architecture.parameters {
      let columns = tensor.shape.count == 2 ? tensor.shape[1] : 1
      places[tensor.name] = ReferenceMatrix(start: start, rows: tensor.shape[0], columns: columns)
      start += tensor.count
    }
    let place = { (name: String) in
      guard let matrix = places[name] else { preconditionFailure("the architecture has no \(name)") }
      return matrix
    }
    layers = architecture.layers.enumerated().map { index, layer in
      let biases = layer.biases == 2 ? ["bias_ih", "bias_hh"] : ["bias_ih"]
      return ReferenceLayer(
        cells: layer.cells, inputWeights: place("layers.\(index).weight_ih"),
        recurrentWeights: place("layers.\(index).weight_hh"),
        biases: biases.map { place("layers.\(index).\($0)").start },
        peepholes: layer.peepholes ? place("layers.\(index).peepholes").start : nil)
    }
    window = architecture.window.map {
      ReferenceWindow(
        components: $0.components, symbols: $0.symbols, weights: place("window.weight"),
        bias: place("window.bias").start)
    }
    head = place(architecture.headWeight)
    headBias = place("head.bias").start
    embedding = places["embedding.weight"]
  }

  /// The input vector of one step.
  func input(_ sequence: ReferenceSequence<Scalar>, at step: Int) -> [Scalar] {
    switch sequence {
    case .ink(let offsets, _):
      return step == 0 ? [0, 0, 0] : Array(offsets[3 * (step - 1)..<3 * step])
    case .symbols(let inputs, _):
      if let embedding {
        let row = embedding.start + inputs[step] * embedding.columns
        return Array(parameters[row..<row + embedding.columns])
      }
      var oneHot = [Scalar](repeating: 0, count: architecture.input.width)
      oneHot[inputs[step]] = 1
      return oneHot
    }
  }

  /// Loss, squared error (0 for symbols) and the derivative at the outputs of one step.
  func score(
    _ outputs: [Scalar], _ sequence: ReferenceSequence<Scalar>, at step: Int
  ) -> (loss: Scalar, squaredError: Scalar, derivative: [Scalar]) {
    switch (sequence, architecture.head) {
    case (.ink(let offsets, _), .mixtureDensity(let components)):
      let mixture = ReferenceMixture(components: components, smallestDeviation: smallestDeviation)
      let score = mixture.score(outputs, target: Array(offsets[3 * step..<3 * step + 3]))
      return (score.loss, score.squaredError, score.derivative)
    case (.symbols(_, let targets), .softmax):
      // Eqs 12–14: the softmax, its negative logarithm, and what that is at the outputs.
      let total = Scalar.logSumExp(outputs)
      var derivative = outputs.map { Scalar.exponential($0 - total) }
      derivative[targets[step]] -= 1
      return (total - outputs[targets[step]], 0, derivative)
    default:
      preconditionFailure("a sequence of another kind than the network's head")
    }
  }
}
