import CTraining
import Networks

/// How dynamic evaluation moves the weights after a piece.
protocol WeightAdapter {
  /// One step.
  /// - Parameters:
  ///   - gradient: the sum of the piece's derivatives.
  ///   - scale: what it is multiplied by, to keep its norm within a limit.
  func adapt(_ weights: FlatParameters, along gradient: FlatParameters, scale: Float)
}

/// Steps along the derivatives, at one rate for all weights.
struct GradientAdapter: WeightAdapter {
  private let optimiser: Optimiser
  private let rate: Float

  init(_ plan: DynamicScorer.Plan, count: Int) {
    optimiser = Optimiser(.sgd, count: count, momentum: plan.momentum)
    rate = Float(plan.rate)
  }

  func adapt(_ weights: FlatParameters, along gradient: FlatParameters, scale: Float) {
    optimiser.apply(gradient.values, scale: scale, to: weights.values, rate: rate)
  }
}

/// Sums of squared derivatives over pieces of text.
final class DerivativeSizes {
  fileprivate var squares: [Float]
  private(set) var pieces = 0

  init(count: Int) { squares = Array(repeating: 0, count: count) }

  func add(_ gradient: UnsafePointer<Float>) {
    squares.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      ct_add_squares(base, gradient, target.count)
    }
    pieces += 1
  }

  /// The root of the mean square of each derivative; 1 for all where nothing was read.
  var roots: [Float] {
    guard pieces > 0 else { return Array(repeating: 1, count: squares.count) }
    return squares.map { ($0 / Float(pieces)).squareRoot() }
  }
}

/// Steps along each derivative by its usual size, with a pull back to the trained weights (Krause et al. 2018,
/// section 5).
///
/// A weight whose derivatives are small as a rule moves as far as one whose derivatives are large; the pull is the stronger the
/// larger they are, so that what the training text had much to say about stays.
struct ScaledAdapter: WeightAdapter {
  private let trained: FlatParameters
  /// Rate of each weight.
  private let rates: [Float]
  /// Share of the way back for each weight, at most 1.
  private let pulls: [Float]

  init(_ plan: DynamicScorer.Plan, trained: FlatParameters, sizes: DerivativeSizes) {
    self.trained = trained
    let roots = sizes.roots
    let mean = max(.leastNormalMagnitude, Float(roots.reduce(0.0) { $0 + Double($1) } / Double(max(1, roots.count))))
    rates = roots.map { Float(plan.rate) / ($0 + Float(plan.damping) * mean) }
    pulls = roots.map { min(1, Float(plan.decay) * $0 / mean) }
  }

  func adapt(_ weights: FlatParameters, along gradient: FlatParameters, scale: Float) {
    ct_adapt(weights.values, gradient.values, trained.values, rates, pulls, weights.count, scale)
  }
}
