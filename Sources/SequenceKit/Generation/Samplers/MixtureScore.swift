import Kernels
import Networks

/// What a mixture-density head says of a given offset (Graves 2013, eqs 18–26), straight from its raw outputs.
///
/// Everything stays in logarithms, so that what the network holds for all but impossible costs what it should; with
/// probabilities, as `MixtureParameters` has them for drawing, they would underflow.
struct MixtureScore: Sendable {
  /// ln of the floor on σ; −∞ for none. Recorded coordinates are whole numbers, and a density on them has no bound.
  private let floor: Double

  init(smallestDeviation: Double) {
    floor = smallestDeviation > 0 ? Elementary.log(smallestDeviation) : -.infinity
  }

  /// - Parameters:
  ///   - output: 1 + 6M elements: ê, then π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂.
  ///   - x: Δx, normalised.
  ///   - y: Δy, normalised.
  /// - Returns: −ln Pr in nats, and |Δ − Σπμ|².
  func score(
    _ output: UnsafeBufferPointer<Float>, x: Double, y: Double, penUp: Bool
  ) -> (nats: Double, squaredError: Double) {
    let m = (output.count - 1) / 6
    let allWeights = Elementary.logSumExp(m) { Double(output[1 + $0]) }
    let density = Elementary.logSumExp(m) { k in
      Double(output[1 + k]) - allWeights + logGaussian(output, k, of: m, x: x, y: y)  // eqs 19, 23
    }
    var (missX, missY) = (x, y)
    for k in 0..<m {
      let weight = Elementary.exp(Double(output[1 + k]) - allWeights)
      missX -= weight * Double(output[1 + m + k])
      missY -= weight * Double(output[1 + 2 * m + k])
    }
    // e = 1 / (1 + exp ê) as eq. 18 prints it, so −ln e is softplus(ê) and −ln (1 − e) is softplus(−ê).
    let pen = Elementary.softplus(penUp ? Double(output[0]) : -Double(output[0]))
    return (pen - density, missX * missX + missY * missY)
  }

  /// ln N of component k (eqs 20–22, 24, 25).
  private func logGaussian(_ output: UnsafeBufferPointer<Float>, _ k: Int, of m: Int, x: Double, y: Double) -> Double {
    let logX = max(Double(output[1 + 3 * m + k]), floor)
    let logY = max(Double(output[1 + 4 * m + k]), floor)
    let rho = Elementary.tanh(Double(output[1 + 5 * m + k]))
    let free = max(1 - rho * rho, MixtureParameters.leastUncorrelated)
    let a = (x - Double(output[1 + m + k])) * Elementary.exp(-logX)
    let b = (y - Double(output[1 + 2 * m + k])) * Elementary.exp(-logY)
    let z = a * a + b * b - 2 * rho * a * b
    return -z / (2 * free) - logX - logY - Elementary.log(2 * .pi) - Elementary.log(free) / 2
  }
}

extension Elementary {
  /// ln Σ exp of `count` values; −∞ for none.
  static func logSumExp(_ count: Int, _ value: (Int) -> Double) -> Double {
    var largest = -Double.infinity
    for index in 0..<count { largest = max(largest, value(index)) }
    guard largest.isFinite else { return largest }
    var sum = 0.0
    for index in 0..<count { sum += exp(value(index) - largest) }
    return largest + log(sum)
  }

  /// ln (1 + e^x), which never overflows.
  static func softplus(_ x: Double) -> Double {
    let small = exp(-x.magnitude)
    // Below 2⁻²⁷ the square is lost against 1, and 1 + small would lose small's digits as well.
    return max(x, 0) + (small < 0x1p-27 ? small : log(1 + small))
  }
}
