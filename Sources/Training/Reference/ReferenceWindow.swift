/// The soft window over a text (Graves 2013, eqs 46–51) and its derivatives (eqs 55–59).
struct ReferenceWindow {
  /// K, the number of Gaussians.
  let components: Int
  /// Width of the window vector.
  let symbols: Int
  let weights: ReferenceMatrix
  /// Where the bias of 3K begins.
  let bias: Int

  /// What the window computed at one step.
  struct Step<Scalar: ReferenceScalar>: Sendable {
    var h: [Scalar]
    var alpha: [Scalar]
    var beta: [Scalar]
    /// exp(κ̂): how far the Gaussians moved.
    var advance: [Scalar]
    var kappa: [Scalar]
    /// φ(t, u): the weight of each character.
    var phi: [Scalar]
    /// The window vector w.
    var w: [Scalar]
  }

  func forward<Scalar: ReferenceScalar>(
    h: [Scalar], kappaBefore: [Scalar], text: [Int], _ parameters: [Scalar]
  ) -> Step<Scalar> {
    let k = components
    var raw = Array(parameters[bias..<bias + 3 * k])
    weights.multiply(h, in: parameters, addingTo: &raw)  // eq. 48
    let values = raw.map(Scalar.exponential)  // eqs 49, 50
    var step = Step(
      h: h, alpha: Array(values[..<k]), beta: Array(values[k..<2 * k]), advance: Array(values[(2 * k)...]),
      kappa: kappaBefore, phi: [Scalar](repeating: 0, count: text.count), w: [Scalar](repeating: 0, count: symbols))
    for component in 0..<k { step.kappa[component] += step.advance[component] }  // eq. 51
    for u in text.indices {
      step.phi[u] = (0..<k).reduce(0) { $0 + term(step, $1, u) }  // eq. 46
      step.w[text[u]] += step.phi[u]  // eq. 47
    }
    return step
  }

  /// Back through one step.
  ///
  /// - Parameter dKappa: ∂L/∂κ from the step after; becomes this step's.
  /// - Returns: ∂L/∂h of the first layer.
  func backward<Scalar: ReferenceScalar>(
    _ step: Step<Scalar>, dw: [Scalar], dKappa: inout [Scalar], text: [Int], _ parameters: [Scalar],
    gradient: inout [Scalar]
  ) -> [Scalar] {
    let k = components
    var dRaw = [Scalar](repeating: 0, count: 3 * k)
    for component in 0..<k {
      for u in text.indices {
        let epsilon = term(step, component, u) * dw[text[u]]  // eq. 55
        let distance = step.kappa[component] - Scalar(u + 1)
        dRaw[component] += epsilon  // eq. 56
        dRaw[k + component] -= step.beta[component] * epsilon * distance * distance  // eq. 57
        dKappa[component] -= 2 * step.beta[component] * epsilon * distance  // eq. 58
      }
      dRaw[2 * k + component] = step.advance[component] * dKappa[component]  // eq. 59
    }
    for row in dRaw.indices { gradient[bias + row] += dRaw[row] }
    weights.addOuter(dRaw, step.h, to: &gradient)
    return weights.transposed(dRaw, in: parameters)
  }

  /// α exp(−β (κ − u)²), characters being counted from 1.
  private func term<Scalar: ReferenceScalar>(_ step: Step<Scalar>, _ component: Int, _ u: Int) -> Scalar {
    let distance = step.kappa[component] - Scalar(u + 1)
    return step.alpha[component] * .exponential(-step.beta[component] * distance * distance)
  }
}
