import Generation
import Glibc
import Networks
import Testing

@Suite struct SamplerTests {
  /// Raw outputs of a mixture of one: mean, ln deviation, ρ̂, and ê (negative: the pen lifts).
  private func output(
    x: Float = 0, y: Float = 0, deviation: Float = 0, rho: Float = 0, pen: Float = 50
  ) -> [Float] { [pen, 0, x, y, deviation, deviation, rho] }

  /// Takes a step with the window at a character, counted from 0 and `length` being the place past the end.
  private func step(
    _ sampler: inout MixtureDensitySampler, _ number: Int, at position: Int?, of length: Int, _ output: [Float]
  ) -> (SamplerDecision, [Float]) {
    var random = StepRandom(seed: 4, stream: 0, step: UInt32(number))
    var input: [Float] = [0, 0, 0]
    let phi = (0...length).map { $0 == position ? Float(1) : 0.1 }
    let decision = phi.withUnsafeBufferPointer { phi in
      output.withUnsafeBufferPointer { output in
        input.withUnsafeMutableBufferPointer { input in
          let kappa = UnsafeBufferPointer<Float>(start: nil, count: 0)
          let window = position.map { _ in WindowState(phi: phi, kappa: kappa) }
          return sampler.step(output: output, window: window, random: &random, input: input)
        }
      }
    }
    return (decision, input)
  }

  private func statistics(bias: Double, _ output: [Float]) -> (mean: Double, deviation: Double, correlation: Double) {
    var sampler = MixtureDensitySampler(.init(bias: bias))
    for number in 0..<4000 { _ = step(&sampler, number, at: nil, of: 0, output) }
    let (xs, ys) = (sampler.points.map { Double($0.dx) }, sampler.points.map { Double($0.dy) })
    let (mx, my) = (xs.reduce(0, +) / 4000, ys.reduce(0, +) / 4000)
    let vx = xs.reduce(0) { $0 + ($1 - mx) * ($1 - mx) } / 4000
    let vy = ys.reduce(0) { $0 + ($1 - my) * ($1 - my) } / 4000
    let together = zip(xs, ys).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / 4000
    return (mx, vx.squareRoot(), together / (vx * vy).squareRoot())
  }

  @Test func offsetsFollowTheGaussianAndTheBiasNarrowsIt() {
    let raw = output(x: 2, deviation: 0.5, rho: 0.8)
    let plain = statistics(bias: 0, raw)
    #expect((plain.mean - 2).magnitude < 0.1)
    #expect((plain.deviation - 1.6487).magnitude < 0.08)
    #expect((plain.correlation - 0.664).magnitude < 0.05)
    let neat = statistics(bias: 1, raw)
    #expect((neat.deviation - 0.6065).magnitude < 0.03)
  }

  @Test func biasSharpensTheWeights() {
    let raw: [Float] = [0, 1, 0] + Array(repeating: 0, count: 10)
    let weight = { (bias: Double) in MixtureParameters(raw, bias: bias).weights[0] }
    #expect((weight(0) - 0.7310586).magnitude < 1e-6)
    #expect((weight(1) - 0.8807971).magnitude < 1e-6)
  }

  @Test func theDensityIsThePapers() {
    let mixture = MixtureParameters(output(x: 1, y: -1, deviation: 0.25, rho: 0.5, pen: -0.5))
    let (e, sigma, rho) = (1 / (1 + exp(-0.5)), exp(0.25), tanh(0.5))
    #expect((mixture.penUp - e).magnitude < 1e-12)
    let (a, b) = (0.5 / sigma, 1.25 / sigma)
    let z = a * a + b * b - 2 * rho * a * b  // eq. 25
    let free = 1 - rho * rho
    let density = exp(-z / (2 * free)) / (2 * Double.pi * sigma * sigma * free.squareRoot())  // eq. 24
    #expect((mixture.logDensity(x: 1.5, y: 0.25, penUp: true) - log(density * e)).magnitude < 1e-12)
    #expect((mixture.logDensity(x: 1.5, y: 0.25, penUp: false) - log(density * (1 - e))).magnitude < 1e-12)
    #expect(mixture.logDensity(x: 1e6, y: 0, penUp: true).isFinite)
  }

  @Test func drawingEndsAtThePenLiftAfterTheWindowHasLeftTheText() {
    var sampler = MixtureDensitySampler()
    #expect(step(&sampler, 0, at: 0, of: 2, output()).0 == .proceed)
    #expect(step(&sampler, 1, at: 1, of: 2, output()).0 == .proceed)
    #expect(step(&sampler, 2, at: 2, of: 2, output()).0 == .proceed)
    #expect(step(&sampler, 3, at: 2, of: 2, output(pen: -50)).0 == .finish)
    #expect(sampler.endedByWindow && sampler.visitedAll && sampler.points.count == 4)
    #expect(sampler.points.map(\.penUp) == [false, false, false, true])
    #expect(sampler.pointRanges == [0..<1, 1..<4])
  }

  @Test func nothingIsAddedWhenThePenIsUpAlready() {
    var sampler = MixtureDensitySampler()
    _ = step(&sampler, 0, at: 0, of: 1, output(pen: -50))
    #expect(step(&sampler, 1, at: 1, of: 1, output()).0 == .finish)
    #expect(sampler.points.count == 1 && sampler.endedByWindow)
  }

  @Test func theGraceIsBoundedAndLiftsThePen() {
    var sampler = MixtureDensitySampler(.init(grace: 5))
    _ = step(&sampler, 0, at: 0, of: 1, output())
    var steps = 1
    while step(&sampler, steps, at: 1, of: 1, output()).0 == .proceed { steps += 1 }
    #expect(sampler.points.count == 6 && sampler.points.last?.penUp == true && sampler.endedByWindow)
  }

  @Test func aWindowThatSkipsToTheEndDoesNotEndTheDrawing() {
    var sampler = MixtureDensitySampler()
    #expect(step(&sampler, 0, at: 3, of: 3, output(pen: -50)).0 == .proceed)
    #expect(!sampler.endedByWindow && !sampler.visitedAll)
  }

  @Test func skippedCharactersAreReported() {
    var sampler = MixtureDensitySampler()
    _ = step(&sampler, 0, at: 0, of: 3, output())
    _ = step(&sampler, 1, at: 2, of: 3, output(pen: -50))
    _ = step(&sampler, 2, at: 3, of: 3, output())
    #expect(sampler.visited == [true, false, true] && !sampler.visitedAll)
    #expect(sampler.pointRanges == [0..<1, 0..<0, 1..<2])
  }

  @Test func aWindowThatStandsStillEndsTheDrawing() {
    var sampler = MixtureDensitySampler(.init(mostPointsPerCharacter: 20))
    var steps = 0
    while step(&sampler, steps, at: 1, of: 3, output()).0 == .proceed { steps += 1 }
    #expect(sampler.ending == .stalled && sampler.points.count == 21 && sampler.points.last?.penUp == true)
  }

  @Test func inkOfThePrefixIsLeftOut() {
    // "ab cd": the wanted text begins at index 3, the gap at index 2 belongs to the jump.
    var sampler = MixtureDensitySampler(.init(firstCharacter: 3))
    for (number, place) in [1, 1, 2, 3, 3, 4].enumerated() {
      _ = step(&sampler, number, at: place, of: 5, output(x: Float(place), deviation: -20))
    }
    #expect(sampler.points.map { $0.dx.rounded() } == [2, 3, 3, 4])
    #expect(sampler.characters == [0, 0, 0, 1])
    #expect(sampler.visited == [true, true])
    #expect(sampler.pointRanges == [1..<3, 3..<4])
  }

  @Test func offsetsGoneAstrayAreShortened() {
    var sampler = MixtureDensitySampler(.init(longestOffset: 5))
    let (_, far) = step(&sampler, 0, at: nil, of: 0, output(x: 300, y: 400, deviation: -20))
    #expect((far[0] - 3).magnitude < 1e-5 && (far[1] - 4).magnitude < 1e-5)
    _ = step(&sampler, 1, at: nil, of: 0, output(deviation: 3e38))
    #expect(sampler.shortenedOffsets == 2)
    #expect(sampler.points.allSatisfy { $0.dx.isFinite && $0.dy.isFinite })
  }

  private func draw(_ sampler: inout CategoricalSampler, _ logits: [Float], steps: Int) -> SamplerDecision {
    var decision = SamplerDecision.proceed
    for number in 0..<steps where decision == .proceed {
      var random = StepRandom(seed: 11, stream: 0, step: UInt32(number))
      var input: [Float] = [0]
      decision = logits.withUnsafeBufferPointer { logits in
        input.withUnsafeMutableBufferPointer {
          sampler.step(output: logits, window: nil, random: &random, input: $0)
        }
      }
    }
    return decision
  }

  @Test func symbolsFollowTheirProbabilitiesAtTheTemperature() {
    for (temperature, expected) in [(Float(1), 0.75), (2, 0.634)] {
      var sampler = CategoricalSampler(temperature: temperature, length: 4000)
      #expect(draw(&sampler, [0, 1.0986123], steps: 5000) == .finish)
      let share = Double(sampler.symbols.reduce(0, +)) / 4000
      #expect((share - expected).magnitude < 0.03)
    }
  }

  @Test func temperatureZeroTakesTheLikeliest() {
    var sampler = CategoricalSampler(temperature: 0, length: 3)
    #expect(draw(&sampler, [0, 2, 2, 1], steps: 9) == .finish)
    #expect(sampler.symbols == [1, 1, 1])
  }

  @Test func anExcludedSymbolIsNeverDrawnHoweverLikely() {
    for (logits, excluded) in [([Float(300), 0, 1.0986123], 0), ([0, 1.0986123, 300], 2)] {
      var sampler = CategoricalSampler(.init(excluded: excluded), length: 4000)
      #expect(draw(&sampler, logits, steps: 5000) == .finish)
      #expect(!sampler.symbols.contains(excluded))
      let likelier = excluded == 0 ? 2 : 1
      #expect((Double(sampler.symbols.filter { $0 == likelier }.count) / 4000 - 0.75).magnitude < 0.03)
      var first = CategoricalSampler(.init(temperature: 0, excluded: excluded), length: 1)
      #expect(draw(&first, logits, steps: 1) == .finish)
      #expect(first.symbols == [likelier])
    }
  }

  @Test func topKDrawsFromTheLikeliestInTheirProportion() {
    // Probabilities 0.1, 0.3, 0.3, 0.3: of equals the first stay.
    let third = Float(1.0986123)
    var sampler = CategoricalSampler(.init(topK: 2), length: 4000)
    _ = draw(&sampler, [0, third, third, third], steps: 5000)
    #expect(Set(sampler.symbols) == [1, 2])
    #expect((Double(sampler.symbols.filter { $0 == 1 }.count) / 4000 - 0.5).magnitude < 0.03)
    // What can be drawn has the probability 1/2 each.
    #expect((sampler.logLikelihood / 4000 - log(0.5)).magnitude < 1e-6)
    var all = CategoricalSampler(.init(topK: 4), length: 4000)
    _ = draw(&all, [0, third, third, third], steps: 5000)
    #expect(Set(all.symbols) == [0, 1, 2, 3])
  }

  @Test func topPDrawsFromTheFewestThatReachIt() {
    // Probabilities 1/2, 1/4, 1/8, 1/8.
    let logits: [Float] = [0, 0.6931472, 1.3862944, 0]
    for (topP, expected) in [(0.45, [2]), (0.7, [1, 2]), (0.8, [0, 1, 2]), (1, [0, 1, 2, 3]), (0, [0, 1, 2, 3])] {
      var sampler = CategoricalSampler(.init(topP: topP), length: 2000)
      _ = draw(&sampler, logits, steps: 2000)
      #expect(Set(sampler.symbols).sorted() == expected, "\(topP)")
    }
    // Of what top-k leaves.
    var both = CategoricalSampler(.init(topK: 2, topP: 0.6), length: 1000)
    _ = draw(&both, logits, steps: 1000)
    #expect(Set(both.symbols) == [2])
  }

  @Test func ofALargeAlphabetTheSameAreLeftAsBySortingAllOfIt() {
    var numbers = TestNumbers(21)
    let logits = numbers.array(3000, scale: 4)
    let powers = logits.map { exp(Double($0)) }
    let (ranked, total) = (logits.indices.sorted { logits[$0] > logits[$1] }, powers.reduce(0, +))
    for (options, share) in [
      (CategoricalSampler.Options(topK: 30), 1), (.init(topP: 0.05), 0.05), (.init(topK: 200, topP: 0.25), 0.25),
    ] {
      var left = ranked
      if options.topK > 0 { left = Array(left.prefix(options.topK)) }
      let wanted = share * (options.topK > 0 ? left.reduce(0) { $0 + powers[$1] } : total)
      if share < 1 {
        var sum = 0.0
        left = Array(
          left.prefix { index in
            defer { sum += powers[index] }
            return sum < wanted
          })
      }
      var sampler = CategoricalSampler(options, length: 6000)
      _ = draw(&sampler, logits, steps: 6000)
      #expect(Set(sampler.symbols) == Set(left), "\(options)")
    }
  }

  @Test func theStopSymbolEndsAndIsLeftOut() {
    var sampler = CategoricalSampler(temperature: 0, length: 9, stop: 1)
    #expect(draw(&sampler, [0, 2], steps: 9) == .finish)
    #expect(sampler.symbols == [] && sampler.endedBySymbol)
  }
}
