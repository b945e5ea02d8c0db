import Kernels

/// The mixture density that the head's outputs stand for (Graves 2013, eqs 18–25): M bivariate Gaussians for the next
/// pen offset and the probability that the pen lifts after it.
public struct MixtureParameters: Sendable, Equatable {
  /// Probability e of the end of a stroke.
  public private(set) var penUp: Double = 0
  /// π, which add up to 1.
  public private(set) var weights: [Double]
  /// Means and standard deviations of the normalised offsets.
  public private(set) var meanX: [Double]
  public private(set) var meanY: [Double]
  public private(set) var deviationX: [Double]
  public private(set) var deviationY: [Double]
  /// ρ, in (−1, 1).
  public private(set) var correlation: [Double]

  /// The least 1 − ρ²: at |ρ| = 1 the density has no bound.
  public static let leastUncorrelated = 1e-5

  /// A mixture to be filled by `decode`.
  public init(components: Int) {
    let zeros = [Double](repeating: 0, count: components)
    (weights, meanX, meanY, deviationX, deviationY, correlation) = (zeros, zeros, zeros, zeros, zeros, zeros)
  }

  /// Decodes raw outputs.
  /// - Parameters:
  ///   - output: 1 + 6M elements: ê, then π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂.
  ///   - bias: b ≥ 0 of eqs 61 and 62, which makes the ink neater: σ = exp(σ̂ − b), π = softmax(π̂ (1 + b)).
  public init(_ output: [Float], bias: Double = 0) {
    self.init(components: (output.count - 1) / 6)
    output.withUnsafeBufferPointer { decode($0, bias: bias) }
  }

  /// Decodes raw outputs into the arrays that are there; see `init(_:bias:)`.
  public mutating func decode(_ output: UnsafeBufferPointer<Float>, bias: Double) {
    let count = weights.count
    precondition(output.count == 1 + 6 * count, "a mixture of M components has 1 + 6M outputs")
    penUp = 1 / (1 + Elementary.exp(Double(output[0])))  // eq. 18
    var largest = output[1]
    for k in 1..<max(count, 1) { largest = max(largest, output[1 + k]) }
    var sum = 0.0
    for k in 0..<count {
      let power = Elementary.exp(Double(output[1 + k] - largest) * (1 + bias))
      weights[k] = power
      sum += power
      meanX[k] = Double(output[1 + count + k])  // eq. 20
      meanY[k] = Double(output[1 + 2 * count + k])
      deviationX[k] = Elementary.exp(Double(output[1 + 3 * count + k]) - bias)  // eqs 21, 61
      deviationY[k] = Elementary.exp(Double(output[1 + 4 * count + k]) - bias)
      correlation[k] = Elementary.tanh(Double(output[1 + 5 * count + k]))  // eq. 22
    }
    for k in 0..<count { weights[k] /= sum }  // eqs 19, 62
  }

  /// ln Pr(x | y) of an offset and whether the pen lifts after it (eqs 23–25), in nats.
  public func logDensity(x: Double, y: Double, penUp lifts: Bool) -> Double {
    // The smallest exponent is taken out of the sum, so that a far point does not underflow to ln 0.
    var nearest = Double.infinity
    for k in weights.indices { nearest = min(nearest, exponent(k, x, y)) }
    var sum = 0.0
    for k in weights.indices {
      let norm = 2 * Double.pi * deviationX[k] * deviationY[k] * uncorrelated(k).squareRoot()
      sum += weights[k] / norm * Elementary.exp(nearest - exponent(k, x, y))  // eq. 24
    }
    let pen = lifts ? penUp : 1 - penUp
    return bounded(sum) - nearest + bounded(pen)  // eq. 23
  }

  /// Z / (2 (1 − ρ²)) of component k (eq. 25).
  private func exponent(_ k: Int, _ x: Double, _ y: Double) -> Double {
    let a = (x - meanX[k]) / deviationX[k]
    let b = (y - meanY[k]) / deviationY[k]
    return (a * a + b * b - 2 * correlation[k] * a * b) / (2 * uncorrelated(k))
  }

  /// 1 − ρ² of component k.
  private func uncorrelated(_ k: Int) -> Double { max(1 - correlation[k] * correlation[k], Self.leastUncorrelated) }

  /// The logarithm, with what has underflowed taken for the least normal number.
  private func bounded(_ value: Double) -> Double { Elementary.log(max(value, .leastNormalMagnitude)) }
}
