import Networks
import Testing

@testable import Training

/// Weights that follow a text while it is scored.
@Suite struct DynamicEvaluationTests {
  /// A text with a habit that training had not: letters in falling order.
  private static let text = (0..<400).flatMap { _ in [5, 4, 3, 2, 8] as [Int32] }

  private let trainer = LearnableText.trainer()
  private let settings: TrainingSettings

  init() throws {
    var settings = trainer.settings
    (settings.workers, settings.rows) = (1, 1)
    self.settings = settings
    for _ in 0..<trainer.plannedUpdates { _ = try trainer.update() }
  }

  private func score(_ change: (inout DynamicScorer.Plan) -> Void) -> Double {
    var plan = DynamicScorer.Plan()
    plan.steps = 20
    change(&plan)
    let scorer = DynamicScorer(
      architecture: trainer.architecture, settings: settings, plan: plan, parameters: trainer.average,
      training: LearnableText.corpus.training.symbols)
    let nats = scorer.score(Self.text).nats
    #expect(scorer.score(Self.text).nats == nats, "a text leaves nothing for the next one")
    return nats
  }

  private var weights: [Float] {
    Array(UnsafeBufferPointer(start: trainer.average.values, count: trainer.average.count))
  }

  @Test(arguments: [(DynamicScorer.Plan.Rule.sgd, 0.02), (.rms, 0.01)])
  func `it learns what the text has that training had not`(rule: DynamicScorer.Plan.Rule, rate: Double) {
    let fixed = SequenceScorer(architecture: trainer.architecture, settings: settings)
      .score(.symbols(Self.text), trainer.average).nats
    let still = score { ($0.rule, $0.rate) = (rule, 0) }
    #expect(abs(still - fixed) < 1e-4 * fixed)
    let kept = weights
    let adapting = score { ($0.rule, $0.rate) = (rule, rate) }
    #expect(adapting < 0.5 * fixed, "\(fixed) → \(adapting)")
    #expect(kept == weights)
  }

  @Test func `it says how far it is, in the training text and in the text`() {
    let training = LearnableText.corpus.training.symbols
    var plan = DynamicScorer.Plan()
    (plan.steps, plan.sample) = (20, 90)
    var measured: [[Int]] = []
    let scorer = DynamicScorer(
      architecture: trainer.architecture, settings: settings, plan: plan, parameters: trainer.average,
      training: training, onProgress: { measured.append([$0, $1]) })
    // A text shorter than the lead-in is led into by as many places as it has itself, in pieces of 20 from there.
    #expect(measured == [[10, 90], [30, 90], [50, 90], [70, 90], [90, 90]])
    var read: [Int] = []
    _ = scorer.score(Array(Self.text.prefix(50))) { read.append($0) }
    #expect(read == [10, 30, 50])
  }

  @Test func `a pull back to the trained weights keeps them near`() {
    let free = score { ($0.rule, $0.rate, $0.decay) = (.rms, 0.01, 0) }
    let held = score { ($0.rule, $0.rate, $0.decay) = (.rms, 0.01, 1) }
    let fixed = score { ($0.rule, $0.rate) = (.rms, 0) }
    #expect(free < held && held < fixed, "\(free), \(held), \(fixed)")
  }

  @Test func `a scaled step is a derivative by its usual size and a pull back (Krause et al. 2018, section 5)`() {
    let architecture = LearnableText.architecture
    let sizes = DerivativeSizes(count: architecture.parameterCount)
    let gradient = FlatParameters(architecture)
    let (trained, found) = (FlatParameters(architecture), FlatParameters(architecture))
    let pieces: [[Double]] = [[2, -1, 0.5], [-4, 1, 0]]
    for piece in pieces {
      gradient.clear()
      for index in 0..<3 { gradient.values[index] = Float(piece[index]) }
      sizes.add(gradient.values)
    }
    #expect(sizes.pieces == 2)
    for index in 0..<3 {
      trained.values[index] = Float(index) + 1
      found.values[index] = Float(index) + 1.5
    }
    var plan = DynamicScorer.Plan()
    (plan.rate, plan.decay, plan.damping) = (0.1, 1e-3, 0.2)
    ScaledAdapter(plan, trained: trained, sizes: sizes).adapt(found, along: gradient, scale: 0.5)
    let roots = (0..<3).map { index in (pieces.reduce(0) { $0 + $1[index] * $1[index] } / 2).squareRoot() }
    let mean = roots.reduce(0, +) / Double(architecture.parameterCount)
    for index in 0..<3 {
      let start = Double(index) + 1.5
      let pull = min(1, 1e-3 * roots[index] / mean) * (Double(index) + 1 - start)
      let step = 0.5 * 0.1 * pieces[1][index] / (roots[index] + 0.2 * mean)
      #expect(abs(Double(found.values[index]) - (start + pull - step)) < 1e-5)
    }
  }

  @Test func `without training text every derivative counts as it is`() {
    #expect(DerivativeSizes(count: 3).roots == [1, 1, 1])
  }
}
