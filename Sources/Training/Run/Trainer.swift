import CTraining
import Glibc
public import Networks

/// Trains a network: deals chunks to its workers, sums their derivatives, moves the weights.
///
/// Everything that happens after an update depends on the state stored in a checkpoint and on nothing else, so a run
/// resumed after a kill goes on with exactly the losses it would have had.
public final class Trainer {
  public let architecture: Architecture
  public let settings: TrainingSettings
  public let data: TrainingData
  /// What a checkpoint keeps of the data.
  public let facts: CorpusFacts
  public let weights: FlatParameters
  /// Running average of the weights; equal to `weights` without averaging.
  public let average: FlatParameters
  /// ln σ of each weight with adaptive weight noise.
  public let logDeviations: FlatParameters?
  let optimiser: Optimiser
  let deviationOptimiser: Optimiser?
  var dealer: Dealer
  /// Epochs so far whose validation was not the best yet; slows the `halving` schedule.
  public var setbacks = 0
  /// Names of tensors that stay as they are.
  public var frozen: Set<String> = []
  private let variation: InkVariation?
  private let texts: TextTable
  private let perturbations: [Perturbation]
  /// Buffers by chunk length, those used last at the end; truncated back-propagation has one length.
  private var crews: [(steps: Int, slots: WorkerSlots)] = []
  private lazy var scorer = SequenceScorer(architecture: architecture, settings: settings)

  /// What one update reports.
  public struct Update: Sendable {
    /// Nats per unit before the update, of the data alone.
    public var loss: Double
    public var units: Int
    /// Norm of the gradient per unit.
    public var norm: Double
    public var rate: Float
  }

  /// Starts from freshly drawn weights; `resume` goes on from a checkpoint.
  public init(architecture: Architecture, settings: TrainingSettings, data: TrainingData) {
    self.architecture = architecture
    self.settings = settings
    self.data = data
    weights = FlatParameters(architecture)
    weights.initialise(seed: settings.seed)
    average = FlatParameters(architecture)
    average.copy(from: weights)
    optimiser = Optimiser(
      settings.optimiser, count: weights.count, momentum: settings.momentum, weightDecay: settings.weightDecay)
    if settings.weightNoise == .adaptive {
      let deviations = FlatParameters(architecture)
      deviations.values.update(repeating: log(Float(settings.noiseDeviation)), count: deviations.count)
      logDeviations = deviations
      deviationOptimiser = Optimiser(settings.optimiser, count: weights.count, momentum: settings.momentum)
    } else {
      logDeviations = nil
      deviationOptimiser = nil
    }
    dealer = Dealer(data, settings)
    variation = data.variation(settings)
    texts = data.texts
    perturbations = (0..<settings.workers).map { _ in Perturbation(architecture, settings) }
    updatesPerEpoch = Dealer.updatesPerEpoch(data, settings)
    facts = data.facts
  }

  /// Takes these weights as the start of the run.
  public func start(from parameters: FlatParameters) {
    weights.copy(from: parameters)
    average.copy(from: parameters)
  }

  /// Updates that make an epoch.
  public let updatesPerEpoch: Int
  public var plannedUpdates: Int { settings.epochs * updatesPerEpoch }
  public var updates: Int { optimiser.updates }
  /// What describing the weights costs, with adaptive weight noise.
  var descriptionLength: DescriptionLength? {
    logDeviations.map { DescriptionLength(weights, logDeviations: $0) }
  }

  /// One update of the weights.
  /// - Throws: `TrainingError.notFinite` when loss or gradient is not a finite number; the weights are then unchanged.
  public func update() throws -> Update {
    var crew: WorkerSlots!
    dealer.deal(from: data, variation: variation, steps: settings.steps) { steps in
      crew = self.crew(steps: steps)
      return crew.chunks
    }
    learn(crew)
    let total = crew.sum
    let units = Double(max(1, total.units))
    let gradient = crew.passes[0].gradient
    let norm = sum(crew).squareRoot() / units
    guard total.loss.isFinite, norm.isFinite else {
      let culprit = gradient.firstNonFinite.map { "the derivative of \($0)" } ?? "the loss"
      throw TrainingError.notFinite(what: culprit, update: updates + 1)
    }
    let limit = settings.normClip
    let clip = limit > 0 && norm > limit ? limit / norm : 1
    // The derivative is a unit's, but a sequence's for RMSprop, whose constants are made for that (Graves 2013, eqs 38–45).
    let weight = settings.optimiser == .rmsprop ? units / Double(max(1, crew.sequences)) : 1
    let rate = settings.rate(at: updates, of: plannedUpdates, setbacks: setbacks)
    move(gradient, scale: clip * weight / units, unitWeight: weight, rate: rate)
    return Update(loss: total.loss / units, units: total.units, norm: norm, rate: rate)
  }

  /// Every worker's pass over its chunk.
  private func learn(_ crew: WorkerSlots) {
    let number = UInt64(updates)
    crew.each { worker in
      let pass = crew.passes[worker]
      var keys = SplitMix64(state: settings.seed ^ (number &* 0xD1B5_4A32_D192_ED03) &+ UInt64(worker))
      let dropoutKey = keys.next()
      pass.load(perturbations[worker].draw(weights, logDeviations: logDeviations, key: keys.next()))
      pass.gradient.clear()
      crew.results[worker] = pass.run(crew.chunks[worker], texts: texts, learn: true, dropoutKey: dropoutKey)
      perturbations[worker].finish(pass.gradient, weights: weights, logDeviations: logDeviations)
      for parameter in architecture.parameters where frozen.contains(parameter.name) {
        pass.gradient.pointer(parameter.name).update(repeating: 0, count: parameter.count)
      }
    }
  }

  /// Sums the workers' derivatives into the first one's, in their order.
  /// - Returns: the squared norm of the sum.
  private func sum(_ crew: WorkerSlots) -> Double {
    let target = crew.passes[0].gradient.values
    // Fixed stretches, so that the sum does not depend on the number of threads.
    let parts = 8
    var squares = [Double](repeating: 0, count: parts)
    squares.withUnsafeMutableBufferPointer { squares in
      Workers.each(parts) { part in
        let start = weights.count * part / parts
        let count = weights.count * (part + 1) / parts - start
        for pass in crew.passes.dropFirst() { ct_add(target + start, pass.gradient.values + start, count) }
        squares[part] = ct_squared_norm(target + start, count)
      }
    }
    if let first = perturbations[0].deviationGradient {
      for other in perturbations.dropFirst() { ct_add(first.values, other.deviationGradient!.values, first.count) }
    }
    return squares.reduce(0, +)
  }

  /// - Parameter unitWeight: what a unit's share of the description is multiplied by, as its derivative is.
  private func move(_ gradient: FlatParameters, scale: Double, unitWeight: Double, rate: Float) {
    var scale = scale
    if let logDeviations, let deviationOptimiser, let deviationGradient = perturbations[0].deviationGradient,
      let description = descriptionLength
    {
      ct_scale(gradient.values, Float(scale), gradient.count)
      ct_scale(deviationGradient.values, Float(scale), gradient.count)
      // An epoch pays the description once, or the share of it that counts, and each unit its share of that.
      description.addGradient(
        of: weights, logDeviations, to: gradient, deviationGradient,
        scale: unitWeight * settings.descriptionWeight / Double(max(1, facts.units)))
      scale = 1
      deviationOptimiser.apply(deviationGradient.values, scale: 1, to: logDeviations.values, rate: rate)
    }
    optimiser.apply(gradient.values, scale: Float(scale), to: weights.values, rate: rate)
    if settings.averageDecay > 0 {
      let decay = Float(min(settings.averageDecay, Double(updates) / Double(updates + 9)))
      Workers.slices(of: weights.count, parts: settings.workers) { part in
        ct_average(average.values + part.lowerBound, weights.values + part.lowerBound, decay, part.count)
      }
    } else {
      average.copy(from: weights)
    }
  }

  /// Steps that all kept buffers may have together: some 8 GiB for a network of three layers of 400.
  private static func mostSteps(_ settings: TrainingSettings) -> Int { 98_304 / (settings.workers * settings.rows) }

  /// The buffers for chunks of this many steps.
  func crew(steps: Int) -> WorkerSlots {
    if let index = crews.firstIndex(where: { $0.steps == steps }) {
      crews.append(crews.remove(at: index))
      return crews[crews.count - 1].slots
    }
    // All lengths of lines together would take more memory than a machine has.
    while !crews.isEmpty, crews.reduce(steps, { $0 + $1.steps }) > Self.mostSteps(settings) { crews.removeFirst() }
    var sized = settings
    sized.steps = steps
    let crew = WorkerSlots((0..<settings.workers).map { _ in NetworkPass(architecture, sized) })
    if let targets = data.softTargets {
      for pass in crew.passes { pass.softTargets = (targets, Float(settings.teacherWeight)) }
    }
    crews.append((steps, crew))
    return crew
  }

  /// Scores the averaged weights on the validation set.
  public func validate() -> Score { scorer.score(data.validation, average) }
}
