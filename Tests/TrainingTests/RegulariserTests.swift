import CTraining
import Networks
import Testing

@testable import Training

/// What dropout, weight noise and its adaptive form do to loss and derivatives.
@Suite struct RegulariserTests {
  private let chunk = TextGradientTests.chunk(0..<10)

  /// Compares derivatives with differences of the loss, for a handful of each tensor's parameters.
  private func check(
    _ architecture: Architecture, _ gradient: [Float], tolerance: Double = 0.02, loss: (FlatParameters) -> Double
  ) {
    let parameters = TextGradientTests.parameters(architecture)
    var start = 0
    for tensor in architecture.parameters {
      for offset in stride(from: 0, to: tensor.count, by: max(1, tensor.count / 5)) {
        let index = start + offset
        let kept = parameters.values[index]
        parameters.values[index] = kept + 0.02
        let above = loss(parameters)
        parameters.values[index] = kept - 0.02
        let below = loss(parameters)
        parameters.values[index] = kept
        let measured = (above - below) / 0.04
        #expect(
          abs(Double(gradient[index]) - measured) < tolerance * max(1, abs(measured)),
          "\(tensor.name)[\(offset)]: \(gradient[index]) and \(measured)")
      }
      start += tensor.count
    }
  }

  @Test(arguments: [SmallNetworks.embedding, SmallNetworks.tied, SmallNetworks.oneHot], [false, true])
  func `derivatives agree with differences of the loss under dropout`(architecture: Architecture, locked: Bool) {
    var plan = NetworkPass.DropoutPlan(input: 0.3, hidden: 0.4, output: 0.5, isLocked: locked)
    if case .oneHot = architecture.input { plan.input = 0 }
    let pass = TextGradientTests.pass(architecture, steps: 10, dropout: plan)
    let plain = pass.run(chunk, texts: TextTable([]), learn: false).loss
    let masked = pass.run(chunk, texts: TextTable([]), learn: true, dropoutKey: 7).loss
    #expect(masked != plain)
    #expect(pass.run(chunk, texts: TextTable([]), learn: false, dropoutKey: 8).loss != masked)
    let gradient = Array(UnsafeBufferPointer(start: pass.gradient.values, count: pass.gradient.count))
    check(architecture, gradient) { parameters in
      pass.load(parameters)
      return pass.run(chunk, texts: TextTable([]), learn: false, dropoutKey: 7).loss
    }
  }

  @Test func `dropout leaves out the share it was asked to and keeps the mean`() {
    let plane = Plane(rows: 400, columns: 100, bf16: false)
    plane.values.update(repeating: 1, count: 40_000)
    let dropout = Dropout(steps: 40, rows: 10, columns: 100, isLocked: false)
    dropout.draw(rate: 0.3, key: 5)
    dropout.apply(plane, column: 0, to: plane, column: 0)
    let values = Array(UnsafeBufferPointer(start: plane.values, count: 40_000))
    let dropped = Double(values.count { $0 == 0 }) / 40_000
    #expect(abs(dropped - 0.3) < 0.01)
    #expect(abs(Double(values.reduce(0, +)) / 40_000 - 1) < 0.02)
  }

  @Test func `locked dropout leaves out the same elements at every step`() {
    let plane = Plane(rows: 8, columns: 50, bf16: false)
    plane.values.update(repeating: 1, count: 400)
    let dropout = Dropout(steps: 4, rows: 2, columns: 50, isLocked: true)
    dropout.draw(rate: 0.5, key: 5)
    dropout.apply(plane, column: 0, to: plane, column: 0)
    let rows = (0..<8).map { Array(UnsafeBufferPointer(start: plane.row($0), count: 50)) }
    #expect(rows[0] == rows[2] && rows[2] == rows[6] && rows[1] == rows[7])
    #expect(rows[0] != rows[1])
  }

  private func settings(_ change: (inout TrainingSettings) -> Void) -> TrainingSettings {
    var settings = TrainingSettings()
    change(&settings)
    return settings
  }

  @Test func `weights left out have no derivative, the others agree with differences of the loss`() {
    let architecture = SmallNetworks.embedding
    let perturbation = Perturbation(architecture, settings { $0.weightDropout = 0.5 })
    let weights = TextGradientTests.parameters(architecture)
    let pass = TextGradientTests.pass(architecture, steps: 10)
    pass.load(perturbation.draw(weights, logDeviations: nil, key: 3))
    _ = pass.run(chunk, texts: TextTable([]), learn: true)
    perturbation.finish(pass.gradient, weights: weights, logDeviations: nil)
    let recurrent = UnsafeBufferPointer(start: pass.gradient.pointer("layers.0.weight_hh"), count: 64)
    let left = recurrent.count { $0 == 0 }
    #expect((16...48).contains(left))
    let gradient = Array(UnsafeBufferPointer(start: pass.gradient.values, count: pass.gradient.count))
    check(architecture, gradient) { parameters in
      pass.load(perturbation.draw(parameters, logDeviations: nil, key: 3))
      return pass.run(chunk, texts: TextTable([]), learn: false).loss
    }
  }

  @Test func `weight noise is normal with the deviation asked for and follows from the key alone`() {
    let count = 100_001
    let zeros = [Float](repeating: 0, count: count)
    var (first, second, other) = (zeros, zeros, zeros)
    ct_add_noise(&first, zeros, 0.075, count, 11)
    ct_add_noise(&second, zeros, 0.075, count, 11)
    ct_add_noise(&other, zeros, 0.075, count, 12)
    #expect(first == second && first != other)
    let scaled = first.map { Double($0) / 0.075 }
    func moment(_ power: Int) -> Double {
      scaled.reduce(0.0) { sum, value in sum + (0..<power).reduce(1.0) { product, _ in product * value } }
        / Double(count)
    }
    #expect(abs(moment(1)) < 0.015)
    #expect(abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.05)
    #expect(abs(moment(4) - 3) < 0.15)
    // Neighbours and the two halves are drawn apart.
    let pairs = zip(scaled, scaled.dropFirst()).reduce(0.0) { $0 + $1.0 * $1.1 } / Double(count)
    let halves = zip(scaled, scaled.dropFirst(count / 2 + 1)).reduce(0.0) { $0 + $1.0 * $1.1 } / Double(count / 2)
    #expect(abs(pairs) < 0.015 && abs(halves) < 0.02)
  }

  @Test(arguments: [0, 0.4])
  func `derivatives by weights and deviations agree with differences of the loss under adaptive noise`(
    weightDropout: Double
  ) {
    let architecture = SmallNetworks.oneHot
    let perturbation = Perturbation(
      architecture,
      settings { settings in
        settings.weightNoise = .adaptive
        settings.weightDropout = weightDropout
      })
    let weights = TextGradientTests.parameters(architecture)
    let deviations = FlatParameters(architecture)
    for index in 0..<deviations.count { deviations.values[index] = -2 - Float(index % 5) / 10 }
    let pass = TextGradientTests.pass(architecture, steps: 10)
    pass.load(perturbation.draw(weights, logDeviations: deviations, key: 9))
    _ = pass.run(chunk, texts: TextTable([]), learn: true)
    perturbation.finish(pass.gradient, weights: weights, logDeviations: deviations)
    let gradient = Array(UnsafeBufferPointer(start: pass.gradient.values, count: pass.gradient.count))
    let deviationGradient = Array(
      UnsafeBufferPointer(start: perturbation.deviationGradient!.values, count: pass.gradient.count))
    let loss = { (weights: FlatParameters) -> Double in
      pass.load(perturbation.draw(weights, logDeviations: deviations, key: 9))
      return pass.run(chunk, texts: TextTable([]), learn: false).loss
    }
    check(architecture, gradient, loss: loss)
    for index in stride(from: 0, to: deviations.count, by: 17) {
      let kept = deviations.values[index]
      deviations.values[index] = kept + 0.05
      let above = loss(weights)
      deviations.values[index] = kept - 0.05
      let below = loss(weights)
      deviations.values[index] = kept
      #expect(abs(Double(deviationGradient[index]) - (above - below) / 0.1) < 0.01, "deviation \(index)")
    }
  }

  @Test func `the cost of describing the weights and its derivatives are those of two Gaussians`() {
    let architecture = SmallNetworks.embedding
    let weights = TextGradientTests.parameters(architecture)
    let deviations = FlatParameters(architecture)
    for index in 0..<deviations.count { deviations.values[index] = -1 - Float(index % 7) / 5 }
    let count = Double(weights.count)
    let values = (0..<weights.count).map { Double(weights.values[$0]) }
    let sigmas = (0..<weights.count).map { Double.exponential(Double(deviations.values[$0])) }
    let mean = values.reduce(0, +) / count
    let variance = zip(values, sigmas).reduce(0.0) { $0 + ($1.0 - mean) * ($1.0 - mean) + $1.1 * $1.1 } / count
    let expected = zip(values, sigmas).reduce(0.0) { sum, pair in
      let away = (pair.0 - mean) * (pair.0 - mean)
      return sum + Double.logarithm(variance.squareRoot() / pair.1) + (pair.1 * pair.1 + away) / (2 * variance) - 0.5
    }
    let description = DescriptionLength(weights, logDeviations: deviations)
    #expect(abs(description.cost - expected) < 1e-4 * expected)
    let (gradient, deviationGradient) = (FlatParameters(architecture), FlatParameters(architecture))
    description.addGradient(of: weights, deviations, to: gradient, deviationGradient, scale: 2)
    for index in stride(from: 0, to: weights.count, by: 13) {
      let first = 2 * (values[index] - mean) / variance
      let second = 2 * (sigmas[index] * sigmas[index] / variance - 1)
      #expect(abs(Double(gradient.values[index]) - first) < 1e-3 * max(1, abs(first)))
      #expect(abs(Double(deviationGradient.values[index]) - second) < 1e-3)
    }
  }
}
