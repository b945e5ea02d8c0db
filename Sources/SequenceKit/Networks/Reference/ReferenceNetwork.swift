import Kernels

/// Any architecture's forward pass, one sequence, one step at a time, as the equations have it: the yardstick for the
/// engine's kernels and the trainer.
///
/// Weights and states are fp32; each sum is carried out in double precision and rounded once.
public struct ReferenceNetwork: Sendable {
  /// What a network remembers between steps; all zero before the first.
  public struct State: Sendable, Equatable {
    /// h and c of each layer.
    public var hidden: [[Float]]
    public var cells: [[Float]]
    /// κ, w and φ(t, 1 … U + 1) of the window; empty without one.
    public var kappa: [Float]
    public var window: [Float]
    public var phi: [Float]
  }

  public let architecture: Architecture
  private let tensors: [String: [Float]]

  public init(_ package: ModelPackage) {
    architecture = package.description.architecture
    tensors = package.tensors
  }

  public var initialState: State {
    let zeros = architecture.layers.map { [Float](repeating: 0, count: $0.cells) }
    return State(
      hidden: zeros, cells: zeros, kappa: Array(repeating: 0, count: architecture.window?.components ?? 0),
      window: Array(repeating: 0, count: architecture.windowWidth), phi: [])
  }

  /// Takes one step.
  /// - Parameters:
  ///   - input: (Δx, Δy, pen-up) for ink, one symbol index for text; empty for the null vector.
  ///   - text: symbol indices that the window slides over; empty without a window.
  /// - Returns: the head's raw outputs, `Head.width` elements.
  public func step(_ input: [Float], text: [Int] = [], state: inout State) -> [Float] {
    let vector = inputVector(input)
    var below: [Float] = []
    for (index, layer) in architecture.layers.enumerated() {
      // The first layer sees w of the step before: the window is a function of its own output (eqs 52, 53).
      let seen = index == 0 || architecture.inputSkips ? vector + state.window : []
      let name = "layers.\(index)"
      var gates = tensors["\(name).bias_ih"]!
      if layer.biases == 2 { gates = zip(gates, tensors["\(name).bias_hh"]!).map(+) }
      gates = ScalarReference.product(tensors["\(name).weight_ih"]!, seen + below, start: gates)
      gates = ScalarReference.product(tensors["\(name).weight_hh"]!, state.hidden[index], start: gates)
      state.hidden[index] = ScalarReference.lstm(
        gates: gates, peepholes: tensors["\(name).peepholes"], c: &state.cells[index])
      below = state.hidden[index]
      if index == 0, let window = architecture.window {
        let parameters = ScalarReference.product(tensors["window.weight"]!, below, start: tensors["window.bias"]!)
        (state.phi, state.window) = ScalarReference.window(
          parameters: parameters, kappa: &state.kappa, text: text, symbols: window.symbols)
      }
    }
    let read = architecture.outputSkips ? state.hidden.flatMap { $0 } : below
    return ScalarReference.product(tensors[architecture.headWeight]!, read, start: tensors["head.bias"]!)
  }

  private func inputVector(_ input: [Float]) -> [Float] {
    guard !input.isEmpty else { return Array(repeating: 0, count: architecture.input.width) }
    switch architecture.input {
    case .ink: return input
    case .oneHot(let symbols): return OneHot.row(Int(input[0]), of: symbols)
    case .embedding(_, let dimension):
      let symbol = Int(input[0])
      return Array(tensors["embedding.weight"]![symbol * dimension..<(symbol + 1) * dimension])
    }
  }
}
