import CTraining

/// How weights follow their derivatives.
public enum OptimiserKind: String, Codable, Sendable, CaseIterable {
  case adam, rmsprop, sgd
}

/// An optimiser with its state; derivatives come as sums and are scaled here.
final class Optimiser {
  let kind: OptimiserKind
  let count: Int
  /// State vectors, each of `count` elements: Adam's two moments, RMSprop's n, g and Δ (eqs 38–45), or the last step.
  let state: [UnsafeMutablePointer<Float>]
  var updates: Int
  private let momentum: Float
  private let weightDecay: Float

  /// - Parameter weightDecay: share of each weight taken off it in an update, by the learning rate.
  init(_ kind: OptimiserKind, count: Int, momentum: Double = 0.9, weightDecay: Double = 0, updates: Int = 0) {
    self.kind = kind
    self.count = count
    self.momentum = Float(momentum)
    self.weightDecay = Float(weightDecay)
    self.updates = updates
    let vectors =
      switch kind {
      case .adam: 2
      case .rmsprop: 3
      case .sgd: 1
      }
    state = (0..<vectors).map { _ in
      let vector = UnsafeMutablePointer<Float>.allocate(capacity: count)
      vector.initialize(repeating: 0, count: count)
      return vector
    }
  }

  deinit { for vector in state { vector.deallocate() } }

  /// One update of the weights from `gradient · scale`.
  func apply(_ gradient: UnsafePointer<Float>, scale: Float, to weights: UnsafeMutablePointer<Float>, rate: Float) {
    updates += 1
    let beta1: Float = 0.9
    let beta2: Float = 0.999
    let correction1 = 1 - power(beta1, updates)
    let correction2 = (1 - power(beta2, updates)).squareRoot()
    // Every element stands for itself, so stretches of the vectors go side by side.
    Workers.slices(of: count, parts: 2) { part in
      let (w, g, n) = (weights + part.lowerBound, gradient + part.lowerBound, part.count)
      let own = state.map { $0 + part.lowerBound }
      if weightDecay > 0 { ct_scale(w, 1 - rate * weightDecay, n) }
      switch kind {
      case .adam:
        ct_adam(
          w, g, own[0], own[1], n, rate * correction2 / correction1, beta1, beta2, 1e-8 * correction2, scale)
      case .rmsprop: ct_rmsprop(w, g, own[0], own[1], own[2], n, rate, 0.95, 0.9, 1e-4, scale)
      case .sgd: ct_sgd(w, g, own[0], n, rate, momentum, scale)
      }
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    var result: Float = 1
    var factor = base
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result *= factor }
      factor *= factor
      remaining >>= 1
    }
    return result
  }
}
