/// The mixture density of a pen offset (Graves 2013, eqs 18–26) and its derivatives (eqs 27–37).
struct ReferenceMixture<Scalar: ReferenceScalar>: Sendable {
  /// M, the number of bivariate Gaussians.
  let components: Int
  /// σ is kept at or above this, since coordinates are whole numbers and a density on them has no bound; where it
  /// holds, σ̂ has no derivative. 0 for none.
  var smallestDeviation: Scalar = 0

  /// What the outputs say of one target.
  struct Score {
    /// −ln Pr(target), nats.
    var loss: Scalar = 0
    /// |Δ − Σπμ|², normalised units.
    var squaredError: Scalar = 0
    /// ∂loss/∂outputs.
    var derivative: [Scalar]
  }

  /// - Parameters:
  ///   - outputs: ê, then M each of π̂, μ̂x, μ̂y, σ̂x, σ̂y, ρ̂.
  ///   - target: Δx, Δy, pen (0 or 1).
  func score(_ outputs: [Scalar], target: [Scalar]) -> Score {
    let m = components
    let floor: Scalar = smallestDeviation > 0 ? .logarithm(smallestDeviation) : -.infinity
    let allPi: Scalar = .logSumExp(Array(outputs[1..<1 + m]))
    let gaussians: [ReferenceGaussian<Scalar>] = (1..<1 + m).map { first in
      ReferenceGaussian(
        logPi: outputs[first] - allPi,  // eq. 19
        meanX: outputs[first + m], meanY: outputs[first + 2 * m],  // eq. 20
        logSigmaX: outputs[first + 3 * m], logSigmaY: outputs[first + 4 * m], floor: floor,  // eq. 21
        rho: .hyperbolicTangent(outputs[first + 5 * m]),  // eq. 22
        targetX: target[0], targetY: target[1])
    }
    let density: Scalar = .logSumExp(gaussians.map(\.logJoint))
    var score = Score(derivative: [Scalar](repeating: 0, count: 1 + 6 * m))
    // e = 1 / (1 + exp(ê)) as eq. 18 prints it, so −ln e is softplus(ê) and −ln(1 − e) is softplus(−ê).
    score.loss = .softplus(target[2] > 0 ? outputs[0] : -outputs[0]) - density  // eq. 26
    score.derivative[0] = target[2] - .sigmoid(-outputs[0])  // eq. 27
    var missX: Scalar = target[0]
    var missY: Scalar = target[1]
    for (index, gaussian) in gaussians.enumerated() {
      let pi: Scalar = .exponential(gaussian.logPi)
      let gamma: Scalar = .exponential(gaussian.logJoint - density)  // eqs 28, 29
      score.derivative[1 + index] = pi - gamma  // eq. 30
      for (part, slope) in gaussian.slopes.enumerated() {
        score.derivative[1 + (part + 1) * m + index] = -gamma * slope  // eq. 31
      }
      missX -= pi * gaussian.meanX
      missY -= pi * gaussian.meanY
    }
    score.squaredError = missX * missX + missY * missY
    return score
  }
}

/// One component of the mixture, at one target.
private struct ReferenceGaussian<Scalar: ReferenceScalar> {
  let logPi: Scalar
  let meanX: Scalar
  let meanY: Scalar
  /// ln (π · N(target)).
  let logJoint: Scalar
  /// ∂ ln N / ∂ (μ̂x, μ̂y, σ̂x, σ̂y, ρ̂).
  let slopes: [Scalar]

  init(
    logPi: Scalar, meanX: Scalar, meanY: Scalar, logSigmaX: Scalar, logSigmaY: Scalar, floor: Scalar, rho: Scalar,
    targetX: Scalar, targetY: Scalar
  ) {
    self.logPi = logPi
    self.meanX = meanX
    self.meanY = meanY
    let heldX: Scalar = max(logSigmaX, floor)
    let heldY: Scalar = max(logSigmaY, floor)
    let sigmaX: Scalar = .exponential(heldX)
    let sigmaY: Scalar = .exponential(heldY)
    let x: Scalar = (targetX - meanX) / sigmaX
    let y: Scalar = (targetY - meanY) / sigmaY
    let alongX: Scalar = x - rho * y
    let alongY: Scalar = y - rho * x
    let z: Scalar = x * alongX + y * alongY  // eq. 25
    let c: Scalar = 1 / (1 - rho * rho)  // eq. 32
    let logNormaliser: Scalar = .logarithm(2 * .pi) + heldX + heldY - .logarithm(c) / 2
    logJoint = logPi - logNormaliser - c * z / 2  // eq. 24
    let slopeX: Scalar = c * x * alongX - 1
    let slopeY: Scalar = c * y * alongY - 1
    let slopeRho: Scalar = x * y + rho * (1 - c * z)
    slopes = [
      c * alongX / sigmaX, c * alongY / sigmaY,  // eqs 33, 34
      logSigmaX > floor ? slopeX : 0, logSigmaY > floor ? slopeY : 0,  // eqs 35, 36
      slopeRho,  // eq. 37
    ]
  }
}
