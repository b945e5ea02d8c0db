import CTraining
import Networks

/// The weights that a worker computes with: the run's own, or these with noise, or with recurrent weights left out.
///
/// Noise is drawn anew for each piece of the training set (Graves 2013 draws it for each training sequence; here all
/// rows of a worker share one draw), as a function of the key alone.
final class Perturbation {
  private let noise: TrainingSettings.WeightNoise
  private let deviation: Float
  private let weightDropout: Float
  private let working: FlatParameters?
  /// ∂L/∂ ln σ of adaptive noise, summed over this worker's rows.
  let deviationGradient: FlatParameters?
  private var key: UInt64 = 0

  init(_ architecture: Architecture, _ settings: TrainingSettings) {
    noise = settings.weightNoise
    deviation = Float(settings.noiseDeviation)
    weightDropout = Float(settings.weightDropout)
    working = noise != .none || weightDropout > 0 ? FlatParameters(architecture) : nil
    deviationGradient = noise == .adaptive ? FlatParameters(architecture) : nil
  }

  /// The weights to compute with.
  /// - Parameter logDeviations: ln σ of each weight, for adaptive noise.
  func draw(_ weights: FlatParameters, logDeviations: FlatParameters?, key: UInt64) -> FlatParameters {
    guard let working else { return weights }
    self.key = key
    switch (noise, logDeviations) {
    case (.fixed, _): ct_add_noise(working.values, weights.values, deviation, weights.count, key)
    case (.adaptive, let logDeviations?):
      ct_add_scaled_noise(working.values, weights.values, logDeviations.values, weights.count, key)
    default: working.copy(from: weights)
    }
    forEachRecurrent(working) { values, count, key in ct_drop(values, values, count, weightDropout, key) }
    return working
  }

  /// Turns the derivatives by the weights computed with into those by the run's own weights and deviations.
  /// - Parameter logDeviations: those that the weights were drawn with.
  func finish(_ gradient: FlatParameters, weights: FlatParameters, logDeviations: FlatParameters?) {
    guard let working else { return }
    forEachRecurrent(gradient) { values, count, key in ct_drop_gradient(values, count, weightDropout, key) }
    guard let deviationGradient, let logDeviations else { return }
    // What was left out and scaled is no noise: draw that again as it was before.
    if weightDropout > 0 {
      ct_add_scaled_noise(working.values, weights.values, logDeviations.values, weights.count, key)
    }
    deviationGradient.clear()
    ct_deviation_gradient(
      deviationGradient.values, gradient.values, working.values, weights.values, gradient.count)
  }

  private func forEachRecurrent(
    _ parameters: FlatParameters, _ body: (UnsafeMutablePointer<Float>, Int, UInt64) -> Void
  ) {
    guard weightDropout > 0 else { return }
    var generator = SplitMix64(state: ~key)
    for (index, layer) in parameters.architecture.layers.enumerated() {
      body(parameters.pointer("layers.\(index).weight_hh"), 4 * layer.cells * layer.cells, generator.next())
    }
  }
}
