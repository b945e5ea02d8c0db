import CTraining

/// How weights follow their derivatives.
public enum OptimiserKind: String, Codable, Sendable, CaseIterable {
  case adam, rmsprop
}

/// An optimiser with its state; derivatives come as sums and are scaled here.
final class Optimiser {
  let kind: OptimiserKind
  let count: Int
  /// State vectors, each of `count` elements: Adam's two moments, or RMSprop's n, g and Δ (eqs 38–45).
  let state: [UnsafeMutablePointer<Float>]
  var updates: Int

  init(_ kind: OptimiserKind, count: Int, updates: Int = 0) {
    self.kind = kind
    self.count = count
    self.updates = updates
    state = (0..<(kind == .adam ? 2 : 3)).map { _ in
      let vector = UnsafeMutablePointer<Float>.allocate(capacity: count)
      vector.initialize(repeating: 0, count: count)
      return vector
    }
  }

  deinit { for vector in state { vector.deallocate() } }

  /// One update of the weights from `gradient · scale`.
  func apply(_ gradient: UnsafePointer<Float>, scale: Float, to weights: UnsafeMutablePointer<Float>, rate: Float) {
    updates += 1
    switch kind {
    case .adam:
      let beta1: Float = 0.9
      let beta2: Float = 0.999
      let correction1 = 1 - power(beta1, updates)
      let correction2 = (1 - power(beta2, updates)).squareRoot()
      ct_adam(
        weights, gradient, state[0], state[1], count, rate * correction2 / correction1, beta1, beta2,
        1e-8 * correction2, scale)
    case .rmsprop:
      ct_rmsprop(weights, gradient, state[0], state[1], state[2], count, rate, 0.95, 0.9, 1e-4, scale)
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
