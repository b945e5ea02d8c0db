import CTraining
public import Networks

/// Trains an ink network: deals chunks to its workers, sums their derivatives, moves the weights.
///
/// Everything that happens after an update depends on the state stored in a checkpoint and on nothing else, so a run
/// resumed after a kill goes on with exactly the losses it would have had.
public final class InkTrainer {
  public let architecture: Architecture
  public let settings: TrainingSettings
  public let dataset: InkDataset
  public let weights: FlatParameters
  /// Running average of the weights; equal to `weights` without averaging.
  public let average: FlatParameters
  let optimiser: Optimiser
  /// Deals for truncated back-propagation, one a worker; unused with whole lines.
  var streams: [InkStream]
  /// Deals for full back-propagation; nil with truncated.
  var batches: LineBatches?
  private let trainingTexts: TextTable
  /// Buffers by chunk length; truncated back-propagation has one length.
  private var crews: [Int: Crew] = [:]
  private lazy var scorer = InkScorer(architecture: architecture, settings: settings)

  /// The buffers of all workers for one chunk length.
  struct Crew {
    let passes: [InkPass]
    let chunks: [InkChunk]
  }

  /// What one update reports.
  public struct Update: Sendable {
    /// Nats per point before the update.
    public var loss: Double
    public var points: Int
    /// Norm of the gradient per point.
    public var norm: Double
    public var rate: Float
  }

  /// Starts from freshly drawn weights; `resume` goes on from a checkpoint.
  public init(architecture: Architecture, settings: TrainingSettings, dataset: InkDataset) {
    self.architecture = architecture
    self.settings = settings
    self.dataset = dataset
    weights = FlatParameters(architecture)
    weights.initialise(seed: settings.seed)
    average = FlatParameters(architecture)
    average.copy(from: weights)
    optimiser = Optimiser(settings.optimiser, count: weights.count)
    streams = (0..<settings.workers).map {
      InkStream(seed: settings.seed, worker: $0, workers: settings.workers, rows: settings.rows, endless: true)
    }
    if settings.steps == 0 { batches = LineBatches(seed: settings.seed, size: settings.workers * settings.rows) }
    trainingTexts = TextTable(dataset.training)
  }

  /// Takes these weights as the start of the run.
  public func start(from parameters: FlatParameters) {
    weights.copy(from: parameters)
    average.copy(from: parameters)
  }

  /// Updates that make an epoch.
  public var updatesPerEpoch: Int {
    let rows = settings.workers * settings.rows
    if settings.steps == 0 { return (dataset.training.count + rows - 1) / rows }
    return max(1, dataset.trainingPoints / (rows * settings.steps))
  }

  public var plannedUpdates: Int { settings.epochs * updatesPerEpoch }
  public var updates: Int { optimiser.updates }

  /// One update of the weights.
  /// - Throws: `TrainingError.notFinite` when loss or gradient is not a finite number; the weights are then unchanged.
  public func update() throws -> Update {
    let run = deal()
    let texts = trainingTexts
    run.each { worker in
      run.passes[worker].load(run.parameters)
      run.passes[worker].gradient.clear()
      run.resultSlots[worker] = run.passes[worker].run(run.chunks[worker], texts: texts, learn: true)
    }
    let loss = run.results.reduce(0) { $0 + $1.loss }
    let points = max(1, run.results.reduce(0) { $0 + $1.points })
    let gradient = run.passes[0].gradient
    for pass in run.passes.dropFirst() { ct_add(gradient.values, pass.gradient.values, gradient.count) }
    let norm = ct_squared_norm(gradient.values, gradient.count).squareRoot() / Double(points)
    guard loss.isFinite, norm.isFinite else {
      let culprit = gradient.firstNonFinite.map { "the derivative of \($0)" } ?? "the loss"
      throw TrainingError.notFinite(what: culprit, update: updates + 1)
    }
    let limit = settings.normClip
    let scale = (limit > 0 && norm > limit ? limit / norm : 1) / Double(points)
    let rate = settings.rate(at: updates, of: plannedUpdates)
    optimiser.apply(gradient.values, scale: Float(scale), to: weights.values, rate: rate)
    if settings.averageDecay > 0 {
      let decay = min(settings.averageDecay, Double(updates) / Double(updates + 9))
      ct_average(average.values, weights.values, Float(decay), weights.count)
    } else {
      average.copy(from: weights)
    }
    return Update(loss: loss / Double(points), points: points, norm: norm, rate: rate)
  }

  /// The buffers for chunks of this many steps.
  func crew(steps: Int) -> Crew {
    if let crew = crews[steps] { return crew }
    var sized = settings
    sized.steps = steps
    let crew = Crew(
      passes: (0..<settings.workers).map { _ in InkPass(architecture, sized) },
      chunks: (0..<settings.workers).map { _ in InkChunk(steps: steps, rows: settings.rows) })
    crews[steps] = crew
    return crew
  }

  /// Fills every worker's chunk with what comes next.
  private func deal() -> WorkerSlots {
    let lines = dataset.training
    if let batch = batches?.next(of: lines) {
      let longest = batch.reduce(1) { max($0, lines[$1].count) }
      let crew = crew(steps: LineBatches.steps(for: longest))
      for (worker, chunk) in crew.chunks.enumerated() {
        let start = min(worker * settings.rows, batch.count)
        chunk.fill(batch[start..<min(start + settings.rows, batch.count)], of: lines)
      }
      return WorkerSlots(parameters: weights, passes: crew.passes, chunks: crew.chunks, streams: streams)
    }
    let crew = crew(steps: settings.steps)
    for worker in streams.indices { streams[worker].fill(crew.chunks[worker], from: lines) }
    return WorkerSlots(parameters: weights, passes: crew.passes, chunks: crew.chunks, streams: streams)
  }

  /// Scores the averaged weights on the validation lines.
  public func validate() -> InkScore { scorer.score(dataset.validation, average) }
}
