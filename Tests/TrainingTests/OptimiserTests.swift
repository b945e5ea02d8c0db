import FoundationEssentials
import Testing

@testable import Training

/// The optimisers against their formulas, computed here in double precision.
@Suite struct OptimiserTests {
  private let gradients: [[Double]] = [[0.5, -2, 0.01], [0.25, 1, -0.03], [-1, 0.5, 0]]

  private func run(_ kind: OptimiserKind, rate: Float, scale: Float) -> [Float] {
    let optimiser = Optimiser(kind, count: 3)
    var weights: [Float] = [1, 2, 3]
    for gradient in gradients {
      optimiser.apply(gradient.map { Float($0) }, scale: scale, to: &weights, rate: rate)
    }
    #expect(optimiser.updates == 3)
    return weights
  }

  @Test func `RMSprop follows equations 38 to 45 of Graves 2013`() {
    var expected = [1.0, 2.0, 3.0]
    for index in 0..<3 {
      var n = 0.0
      var g = 0.0
      var step = 0.0
      for gradient in gradients {
        let e = gradient[index] * 0.5
        n = 0.95 * n + 0.05 * e * e
        g = 0.95 * g + 0.05 * e
        step = 0.9 * step - 1e-4 * e / (n - g * g + 1e-4).squareRoot()
        expected[index] += step
      }
    }
    for (found, expected) in zip(run(.rmsprop, rate: 1e-4, scale: 0.5), expected) {
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }

  @Test func `Adam follows Kingma and Ba with bias correction`() {
    var expected = [1.0, 2.0, 3.0]
    for index in 0..<3 {
      var m = 0.0
      var v = 0.0
      var power1 = 1.0
      var power2 = 1.0
      for gradient in gradients {
        let e = gradient[index] * 2
        m = 0.9 * m + 0.1 * e
        v = 0.999 * v + 0.001 * e * e
        power1 *= 0.9
        power2 *= 0.999
        expected[index] -= 0.01 * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-8)
      }
    }
    for (found, expected) in zip(run(.adam, rate: 0.01, scale: 2), expected) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
  }

  @Test(arguments: OptimiserKind.allCases)
  func `weight decay takes its share off every weight, by the rate`(kind: OptimiserKind) {
    let optimiser = Optimiser(kind, count: 3, weightDecay: 0.1)
    var weights: [Float] = [1, -2, 0]
    optimiser.apply([Float](repeating: 0, count: 3), scale: 1, to: &weights, rate: 0.5)
    #expect(weights == [0.95, -1.9, 0])
  }
}

@Suite struct SettingsCodingTests {
  @Test func `settings come back as they were stored`() throws {
    var settings = TrainingSettings()
    (settings.rows, settings.weightDecay, settings.weightNoise) = (7, 0.25, .adaptive)
    (settings.schedule, settings.lockedDropout, settings.seed) = (.halving, true, .max)
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
    // Every setting is stored: one that was forgotten would come back as its default unnoticed.
    let keys = String(decoding: data, as: UTF8.self).matches(of: /"\w+":/).count
    #expect(keys == Mirror(reflecting: settings).children.count)
  }

  @Test func `what an older checkpoint does not know has its default`() throws {
    let settings = try JSONDecoder().decode(TrainingSettings.self, from: Data(#"{"rows": 5}"#.utf8))
    #expect(settings.rows == 5 && settings.weightDecay == 0 && settings.epochs == TrainingSettings().epochs)
  }
}
