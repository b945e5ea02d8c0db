import Generation

/// Samples as the sampler it wraps, and keeps φ and the mixture of every step for the plots.
struct RecordingSampler: Sampler {
  var sampler: MixtureDensitySampler
  private(set) var phi: [[Float]] = []
  /// The head's raw outputs: what the network expected of the offset that was drawn then.
  private(set) var outputs: [[Float]] = []

  init(_ sampler: MixtureDensitySampler) { self.sampler = sampler }

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    outputs.append(Array(output))
    if let window { phi.append(Array(window.phi)) }
    return sampler.step(output: output, window: window, random: &random, input: input)
  }
}
