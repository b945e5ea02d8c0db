import Networks

/// Everything a network computed over one sequence.
public struct ReferenceTrace<Scalar: ReferenceScalar>: Sendable {
  /// −Σ ln Pr(target) over the sequence, nats.
  public var loss: Scalar = 0
  /// Σ |Δ − Σπμ|², normalised units; 0 for symbols.
  public var squaredError: Scalar = 0
  /// [T][head width]: the head's outputs before any transformation (ŷ, eq. 17).
  public var outputs: [[Scalar]] = []
  /// [T][K]: where the window's Gaussians stand, in characters from 1; empty without a window.
  public var kappa: [[Scalar]] { windows.map(\.kappa) }
  /// [T][U]: the window's weight of each character; empty without a window.
  public var phi: [[Scalar]] { windows.map(\.phi) }
  /// [T][layer][cells].
  public var hidden: [[[Scalar]]] { steps.map { $0.map(\.h) } }

  var steps: [[ReferenceLayer.Step<Scalar>]] = []
  var windows: [ReferenceWindow.Step<Scalar>] = []
}

extension DifferentiableNetwork {
  /// Runs the network over a sequence, its state starting from zero (eqs 1–6, with a window eqs 52–54).
  public func forward(_ sequence: ReferenceSequence<Scalar>) -> ReferenceTrace<Scalar> {
    var trace = ReferenceTrace<Scalar>()
    var w = [Scalar](repeating: 0, count: architecture.windowWidth)
    for step in 0..<sequence.count {
      let x = input(sequence, at: step)
      var states: [ReferenceLayer.Step<Scalar>] = []
      for (index, layer) in layers.enumerated() {
        // The first layer sees the window of the step before (eq. 52), those above it this step's (eq. 53).
        let seen = index == 0 || architecture.inputSkips ? x + w : []
        let below = index == 0 ? [] : states[index - 1].h
        let before = trace.steps.last?[index]
        let zeros = [Scalar](repeating: 0, count: layer.cells)
        states.append(
          layer.forward(seen + below, hBefore: before?.h ?? zeros, cBefore: before?.c ?? zeros, parameters))
        if index == 0, let window {
          let zeros = [Scalar](repeating: 0, count: window.components)
          let slid = window.forward(
            h: states[0].h, kappaBefore: trace.windows.last?.kappa ?? zeros, text: text(of: sequence), parameters)
          trace.windows.append(slid)
          w = slid.w
        }
      }
      var outputs = Array(parameters[headBias..<headBias + head.rows])
      head.multiply(headInput(states), in: parameters, addingTo: &outputs)
      let score = score(outputs, sequence, at: step)
      trace.loss += score.loss
      trace.squaredError += score.squaredError
      trace.outputs.append(outputs)
      trace.steps.append(states)
    }
    return trace
  }

  func text(of sequence: ReferenceSequence<Scalar>) -> [Int] {
    if case .ink(_, let text) = sequence { text } else { [] }
  }

  /// What the head reads of the layers' states.
  func headInput(_ states: [ReferenceLayer.Step<Scalar>]) -> [Scalar] {
    architecture.outputSkips ? states.flatMap(\.h) : states.last?.h ?? []
  }
}
