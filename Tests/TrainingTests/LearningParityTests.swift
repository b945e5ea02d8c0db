import CTraining
import Networks
import Testing

@testable import Training

/// Optimisers, adaptive weight noise and dropout of the fast trainer against PyTorch's stored values.
@Suite struct LearningParityTests {
  /// The largest difference, measured in parts of the larger of 1 and the expected value.
  private func distance(_ vector: FlatParameters, _ expected: [Double]) -> Double {
    guard vector.count == expected.count else { return .infinity }
    return expected.indices.map { abs(Double(vector.values[$0]) - expected[$0]) / max(1, abs(expected[$0])) }.max() ?? 0
  }

  private func pass(_ architecture: Architecture, steps: Int, dropout: NetworkPass.DropoutPlan = .init()) -> NetworkPass
  {
    NetworkPass(
      architecture, steps: steps, rows: 1, clipping: .init(cells: 1e6, outputs: 1e6), smallestDeviation: 1e-6,
      bf16: false, dropout: dropout)
  }

  @Test(arguments: OptimiserKind.allCases)
  func `weights take the steps of PyTorch's optimiser`(kind: OptimiserKind) throws {
    let fixture = try PyTorchFixture.read("learning-optimisers", as: OptimiserFixture.self)
    let run = fixture.run(kind)
    let optimiser = Optimiser(kind, count: fixture.start.count, momentum: run.momentum ?? 0)
    var weights = fixture.start.map { Float($0) }
    for (gradient, expected) in zip(fixture.gradients, run.path) {
      optimiser.apply(gradient.map { Float($0) }, scale: Float(fixture.scale), to: &weights, rate: Float(run.rate))
      for (found, expected) in zip(weights, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
    }
    #expect(run.path.count == fixture.gradients.count && run.path.count > 5)
  }

  static let noisy = ["seed-synthesis", "one-hot-text", "tied-text"].map { "learning-noise-\($0)" }

  @Test(arguments: noisy)
  func `derivatives of noisy weights by mean and deviation are those of PyTorch`(name: String) throws {
    let fixture = try PyTorchFixture.read(name, as: NoiseFixture.self)
    let (chunk, texts) = fixture.chunk
    let mean = fixture.parameters
    let (logDeviations, epsilon) = (fixture.logDeviations, fixture.epsilon)
    let noisy = fixture.vector(mean.indices.map { mean[$0] + Double.exponential(logDeviations[$0]) * epsilon[$0] })
    let pass = pass(fixture.architecture, steps: chunk.steps)
    pass.load(noisy)
    #expect(abs(pass.run(chunk, texts: texts, learn: true).loss - fixture.loss) < 1e-4)
    #expect(distance(pass.gradient, fixture.flat(fixture.gradient)) < 2e-5)
    let byDeviation = FlatParameters(fixture.architecture)
    ct_deviation_gradient(
      byDeviation.values, pass.gradient.values, noisy.values, mean.map { Float($0) }, mean.count)
    #expect(distance(byDeviation, fixture.flat(fixture.deviationGradient)) < 2e-5)
  }

  /// With the test above: what is drawn is w + σ ε, with the same ε whatever w and σ are.
  @Test func `noise with deviations of their own is standard normal noise times these`() throws {
    let fixture = try PyTorchFixture.read(Self.noisy[0], as: NoiseFixture.self)
    let count = fixture.parameters.count
    let zeros = [Float](repeating: 0, count: count)
    var (noisy, epsilon) = (zeros, zeros)
    ct_add_scaled_noise(
      &noisy, fixture.parameters.map { Float($0) }, fixture.logDeviations.map { Float($0) }, count, 5)
    ct_add_noise(&epsilon, zeros, 1, count, 5)
    for (index, logDeviation) in fixture.logDeviations.enumerated() {
      let expected = fixture.parameters[index] + Double.exponential(logDeviation) * Double(epsilon[index])
      #expect(abs(Double(noisy[index]) - expected) < 1e-6)
    }
    #expect(Set(epsilon).count > count / 2)
  }

  @Test(arguments: noisy)
  func `the cost of describing the weights and its derivatives are those of PyTorch`(name: String) throws {
    let fixture = try PyTorchFixture.read(name, as: NoiseFixture.self)
    let (weights, logDeviations) = (fixture.vector(fixture.parameters), fixture.vector(fixture.logDeviations))
    let found = DescriptionLength(weights, logDeviations: logDeviations)
    let expected = fixture.description
    #expect(abs(found.mean - expected.mean) < 1e-6)
    #expect(abs(found.variance - expected.variance) < 1e-6)
    #expect(abs(found.cost - expected.cost) < 1e-5 * expected.cost)
    let (gradient, byDeviation) = (FlatParameters(fixture.architecture), FlatParameters(fixture.architecture))
    found.addGradient(of: weights, logDeviations, to: gradient, byDeviation, scale: 1)
    #expect(distance(gradient, fixture.flat(expected.gradient)) < 1e-5)
    #expect(distance(byDeviation, fixture.flat(expected.deviationGradient)) < 1e-5)
  }

  @Test(arguments: ["graves-synthesis", "embedding-text", "tied-text"], [false, true])
  func `loss and derivatives under dropout are those of PyTorch`(name: String, locked: Bool) throws {
    let fixture = try PyTorchFixture.read("learning-dropout-\(name)", as: DropoutFixture.self)
    let (chunk, texts) = fixture.chunk
    let rates = fixture.rates
    let pass = pass(
      fixture.architecture, steps: chunk.steps,
      dropout: .init(input: rates.input ?? 0, hidden: rates.hidden, output: rates.output, isLocked: locked))
    for (place, dropout) in ([pass.inputDropout] + pass.layerDropouts).enumerated() {
      guard let mask = dropout?.mask else { continue }
      let rate = place == 0 ? rates.input ?? 0 : place == pass.layers.count ? rates.output : rates.hidden
      for step in 0..<mask.rows {
        for element in 0..<mask.columns {
          mask.row(step)[element] = DropoutFixture.mask(place: place, step: step, element: element, rate: rate)
        }
      }
    }
    pass.load(fixture.vector(fixture.parameters))
    let expected = locked ? fixture.locked : fixture.fresh
    #expect(abs(pass.run(chunk, texts: texts, learn: true, masks: true).loss - expected.loss) < 1e-4)
    #expect(distance(pass.gradient, fixture.flat(expected.gradient)) < 2e-5)
  }
}
