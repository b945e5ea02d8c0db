import Generation

/// Samples as the sampler it wraps, and keeps φ of every step for the alignment plot.
struct RecordingSampler: Sampler {
  var sampler: MixtureDensitySampler
  private(set) var phi: [[Float]] = []

  init(_ sampler: MixtureDensitySampler) { self.sampler = sampler }

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    if let window { phi.append(Array(window.phi)) }
    return sampler.step(output: output, window: window, random: &random, input: input)
  }
}
