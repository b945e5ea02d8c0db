/// The kernels' arithmetic in plain words: double precision inside, floats outside. What the fast kernels are held
/// against, and what the reference network is made of.
public enum ScalarReference {
  /// y[n] = start[n] + Σ_k W[n, k] x[k].
  /// - Parameters:
  ///   - weights: row-major, start.count × x.count.
  ///   - start: a bias or what has been summed so far.
  public static func product(_ weights: [Float], _ x: [Float], start: [Float]) -> [Float] {
    precondition(weights.count == start.count * x.count, "the weights do not fit input and output")
    return weights.withUnsafeBufferPointer { weights in
      x.withUnsafeBufferPointer { x in
        start.indices.map { n in
          var sum = Double(start[n])
          for k in 0..<x.count { sum += Double(weights[n * x.count + k]) * Double(x[k]) }
          return Float(sum)
        }
      }
    }
  }

  /// One step of a layer of LSTM cells (Graves 2013, eqs 7–11).
  /// - Parameters:
  ///   - gates: pre-activations, 4 × cells in the order i, f, g, o, peepholes not yet added.
  ///   - peepholes: 3 × cells for i, f, o; nil without.
  ///   - c: the cells' states, updated.
  /// - Returns: h.
  public static func lstm(gates: [Float], peepholes: [Float]?, c: inout [Float]) -> [Float] {
    let cells = c.count
    precondition(gates.count == 4 * cells && (peepholes?.count ?? 3 * cells) == 3 * cells, "the sizes do not fit")
    var h = [Float](repeating: 0, count: cells)
    for j in 0..<cells {
      func peep(_ gate: Int, _ state: Double) -> Double {
        peepholes.map { Double($0[gate * cells + j]) * state } ?? 0
      }
      let before = Double(c[j])
      let i = Elementary.sigmoid(Double(gates[j]) + peep(0, before))  // eq. 7
      let f = Elementary.sigmoid(Double(gates[cells + j]) + peep(1, before))  // eq. 8
      let now = f * before + i * Elementary.tanh(Double(gates[2 * cells + j]))  // eq. 9
      let o = Elementary.sigmoid(Double(gates[3 * cells + j]) + peep(2, now))  // eq. 10
      h[j] = Float(o * Elementary.tanh(now))  // eq. 11
      c[j] = Float(now)
    }
    return h
  }

  /// The soft window over a text (eqs 46–51).
  /// - Parameters:
  ///   - parameters: α̂, β̂, κ̂, K each (eq. 48).
  ///   - kappa: κ of the step before, advanced.
  ///   - text: U symbol indices below `symbols`.
  /// - Returns: φ(t, 1 … U + 1) and the window vector w.
  public static func window(
    parameters: [Float], kappa: inout [Float], text: [Int], symbols: Int
  ) -> (phi: [Float], w: [Float]) {
    let count = kappa.count
    precondition(parameters.count == 3 * count, "the parameters are not three for each Gaussian")
    for k in 0..<count { kappa[k] += Float(Elementary.exp(Double(parameters[2 * count + k]))) }  // eq. 51
    let phi = (0...text.count).map { index in  // eq. 46
      var sum = 0.0
      for k in 0..<count {
        let alpha = Elementary.exp(Double(parameters[k]))  // eq. 49
        let beta = Elementary.exp(Double(parameters[count + k]))  // eq. 50
        let distance = Double(kappa[k]) - Double(index + 1)
        sum += alpha * Elementary.exp(-beta * distance * distance)
      }
      return Float(sum)
    }
    var w = [Float](repeating: 0, count: symbols)  // eq. 47
    for (index, symbol) in text.enumerated() { w[symbol] += phi[index] }
    return (phi, w)
  }

  /// softmax(scale · logits).
  public static func softmax(_ logits: [Float], scale: Float) -> [Float] {
    let largest = logits.max() ?? 0
    let powers = logits.map { Elementary.exp(Double(($0 - largest) * scale)) }
    let sum = powers.reduce(0, +)
    return powers.map { Float($0 / sum) }
  }
}
