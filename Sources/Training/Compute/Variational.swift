import CTraining
import Networks

/// The cost of describing weights whose values are Gaussians, one mean and one deviation each (Graves 2011).
///
/// The prior is one Gaussian for all weights, with the mean and variance that make the description shortest; the cost is
/// KL(Q ‖ P) in nats, and the loss of a run is that cost plus the expected nats of the data.
struct DescriptionLength {
  let mean: Double
  let variance: Double
  /// Nats.
  let cost: Double

  init(_ weights: FlatParameters, logDeviations: FlatParameters) {
    var mean = 0.0
    var variance = 1.0
    ct_prior(weights.values, logDeviations.values, weights.count, &mean, &variance)
    cost = ct_description_length(weights.values, logDeviations.values, weights.count, mean, variance)
    (self.mean, self.variance) = (mean, variance)
  }

  /// Adds `scale` times the derivatives of the cost by the weights and by ln σ. The prior is at its optimum, so it has
  /// none of its own.
  func addGradient(
    of weights: FlatParameters, _ logDeviations: FlatParameters, to gradient: FlatParameters,
    _ deviationGradient: FlatParameters, scale: Double
  ) {
    ct_description_gradient(
      gradient.values, deviationGradient.values, weights.values, logDeviations.values, weights.count, Float(mean),
      Float(variance), Float(scale))
  }
}
