import Networks

/// Limits on derivatives during back-propagation.
public struct ReferenceClipping<Scalar: ReferenceScalar>: Sendable {
  /// At the inputs of LSTM layers, before sigmoid and tanh are applied; the paper has 10.
  public var cells: Scalar
  /// At the network's outputs; the paper has 100.
  public var outputs: Scalar

  public init(cells: Scalar = .infinity, outputs: Scalar = .infinity) {
    self.cells = cells
    self.outputs = outputs
  }
}

extension DifferentiableNetwork {
  /// Loss (nats) and its derivatives by every parameter: full back-propagation through time over one sequence.
  public func gradient(
    _ sequence: ReferenceSequence<Scalar>, clipping: ReferenceClipping<Scalar> = ReferenceClipping()
  ) -> (loss: Scalar, gradient: [Scalar]) {
    let trace = forward(sequence)
    var gradient = [Scalar](repeating: 0, count: parameters.count)
    // What later steps hand back: derivatives of each layer's state, of the window vector, and of κ.
    var dh = layers.map { [Scalar](repeating: 0, count: $0.cells) }
    var dc = dh
    var dw = [Scalar](repeating: 0, count: architecture.windowWidth)
    var dKappa = [Scalar](repeating: 0, count: window?.components ?? 0)

    for step in (0..<sequence.count).reversed() {
      let states = trace.steps[step]
      let dOutputs = score(trace.outputs[step], sequence, at: step).derivative.map { $0.clipped(to: clipping.outputs) }
      for row in 0..<head.rows { gradient[headBias + row] += dOutputs[row] }
      head.addOuter(dOutputs, headInput(states), to: &gradient)
      addHeadDerivatives(head.transposed(dOutputs, in: parameters), to: &dh)

      var dInput = [Scalar](repeating: 0, count: architecture.input.width)
      for index in layers.indices.reversed() {
        if index == 0, let window {
          let fromWindow = window.backward(
            trace.windows[step], dw: dw, dKappa: &dKappa, text: text(of: sequence), parameters, gradient: &gradient)
          for cell in fromWindow.indices { dh[0][cell] += fromWindow[cell] }
          // All of this step's window is handed on; the first layer now says what the step before's did.
          dw = dw.map { _ in 0 }
        }
        let seen = layers[index].backward(
          states[index], dh: &dh[index], dc: &dc[index], limit: clipping.cells, parameters, gradient: &gradient)
        let below = index == 0 ? 0 : layers[index - 1].cells
        for cell in 0..<below { dh[index - 1][cell] += seen[seen.count - below + cell] }
        guard seen.count > below else { continue }
        for element in dInput.indices { dInput[element] += seen[element] }
        for symbol in dw.indices { dw[symbol] += seen[dInput.count + symbol] }
      }
      if let embedding, case .symbols(let inputs, _) = sequence {
        let row = embedding.start + inputs[step] * embedding.columns
        for element in dInput.indices { gradient[row + element] += dInput[element] }
      }
    }
    return (trace.loss, gradient)
  }

  private func addHeadDerivatives(_ derivatives: [Scalar], to dh: inout [[Scalar]]) {
    var start = 0
    for index in architecture.outputSkips ? 0..<layers.count : layers.count - 1..<layers.count {
      for cell in 0..<layers[index].cells { dh[index][cell] += derivatives[start + cell] }
      start += layers[index].cells
    }
  }
}
