import Networks

/// One LSTM layer (Graves 2013, eqs 7–11), with or without peepholes, with one bias vector or two.
struct ReferenceLayer {
  let cells: Int
  let inputWeights: ReferenceMatrix
  let recurrentWeights: ReferenceMatrix
  /// Where the bias vectors of 4·cells begin: one as in the paper, two as in PyTorch.
  let biases: [Int]
  /// Where the peepholes to i, f and o (cells each) begin; nil without.
  let peepholes: Int?

  /// What the layer computed at one step.
  struct Step<Scalar: ReferenceScalar>: Sendable {
    /// The layer's input, in the order of the columns of `weight_ih`.
    var input: [Scalar]
    var hBefore: [Scalar]
    var cBefore: [Scalar]
    /// Activations of the input gate, the forget gate, the cell input and the output gate.
    var i: [Scalar]
    var f: [Scalar]
    var g: [Scalar]
    var o: [Scalar]
    var c: [Scalar]
    var h: [Scalar]
  }

  func forward<Scalar: ReferenceScalar>(
    _ input: [Scalar], hBefore: [Scalar], cBefore: [Scalar], _ parameters: [Scalar]
  ) -> Step<Scalar> {
    var net = [Scalar](repeating: 0, count: 4 * cells)
    for bias in biases { for row in net.indices { net[row] += parameters[bias + row] } }
    inputWeights.multiply(input, in: parameters, addingTo: &net)
    recurrentWeights.multiply(hBefore, in: parameters, addingTo: &net)
    let zeros = [Scalar](repeating: 0, count: cells)
    var step = Step(
      input: input, hBefore: hBefore, cBefore: cBefore, i: zeros, f: zeros, g: zeros, o: zeros, c: zeros, h: zeros)
    for cell in 0..<cells {
      step.i[cell] = .sigmoid(net[cell] + peephole(0, cell, parameters) * cBefore[cell])  // eq. 7
      step.f[cell] = .sigmoid(net[cells + cell] + peephole(1, cell, parameters) * cBefore[cell])  // eq. 8
      step.g[cell] = .hyperbolicTangent(net[2 * cells + cell])
      step.c[cell] = step.f[cell] * cBefore[cell] + step.i[cell] * step.g[cell]  // eq. 9
      step.o[cell] = .sigmoid(net[3 * cells + cell] + peephole(2, cell, parameters) * step.c[cell])  // eq. 10
      step.h[cell] = step.o[cell] * .hyperbolicTangent(step.c[cell])  // eq. 11
    }
    return step
  }

  /// Back through one step.
  ///
  /// - Parameters:
  ///   - dh: ∂L/∂h of this step, from above and from the step after; becomes ∂L/∂h of the step before.
  ///   - dc: ∂L/∂c of this step, from the step after; becomes ∂L/∂c of the step before.
  ///   - limit: the derivatives at the layer's inputs, before sigmoid and tanh, are clipped to ± this.
  /// - Returns: ∂L/∂input.
  func backward<Scalar: ReferenceScalar>(
    _ step: Step<Scalar>, dh: inout [Scalar], dc: inout [Scalar], limit: Scalar, _ parameters: [Scalar],
    gradient: inout [Scalar]
  ) -> [Scalar] {
    var dNet = [Scalar](repeating: 0, count: 4 * cells)
    for cell in 0..<cells {
      let (i, f, g, o) = (step.i[cell], step.f[cell], step.g[cell], step.o[cell])
      let tanhC = Scalar.hyperbolicTangent(step.c[cell])
      let dO = (dh[cell] * tanhC * o * (1 - o)).clipped(to: limit)
      let dC = dc[cell] + dh[cell] * o * (1 - tanhC * tanhC) + peephole(2, cell, parameters) * dO
      let dI = (dC * g * i * (1 - i)).clipped(to: limit)
      let dF = (dC * step.cBefore[cell] * f * (1 - f)).clipped(to: limit)
      dNet[cell] = dI
      dNet[cells + cell] = dF
      dNet[2 * cells + cell] = (dC * i * (1 - g * g)).clipped(to: limit)
      dNet[3 * cells + cell] = dO
      dc[cell] = dC * f + peephole(0, cell, parameters) * dI + peephole(1, cell, parameters) * dF
      if let peepholes {
        gradient[peepholes + cell] += dI * step.cBefore[cell]
        gradient[peepholes + cells + cell] += dF * step.cBefore[cell]
        gradient[peepholes + 2 * cells + cell] += dO * step.c[cell]
      }
    }
    for bias in biases { for row in dNet.indices { gradient[bias + row] += dNet[row] } }
    inputWeights.addOuter(dNet, step.input, to: &gradient)
    recurrentWeights.addOuter(dNet, step.hBefore, to: &gradient)
    dh = recurrentWeights.transposed(dNet, in: parameters)
    return inputWeights.transposed(dNet, in: parameters)
  }

  private func peephole<Scalar: ReferenceScalar>(_ gate: Int, _ cell: Int, _ parameters: [Scalar]) -> Scalar {
    peepholes.map { parameters[$0 + gate * cells + cell] } ?? 0
  }
}
