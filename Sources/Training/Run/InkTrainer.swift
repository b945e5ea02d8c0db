import CTraining
import Dispatch
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
  let passes: [InkPass]
  var streams: [InkStream]
  private let chunks: [InkChunk]
  private let trainingTexts: TextTable
  private let validationTexts: TextTable
  private var validationPasses: [InkPass] = []

  /// What one update reports.
  public struct Update: Sendable {
    /// Nats per point before the update.
    public var loss: Double
    public var points: Int
    /// Norm of the gradient per point.
    public var norm: Double
    public var rate: Float
  }

  /// Scores over a set of lines, under Graves's protocol: nats per line and squared error per point.
  public struct Score: Codable, Sendable, Equatable {
    public var natsPerSequence: Double
    public var natsPerPoint: Double
    public var squaredError: Double
    public var points: Int
    public var lines: Int
  }

  /// - Parameter optimiser: with its state when a run goes on; fresh otherwise.
  public init(architecture: Architecture, settings: TrainingSettings, dataset: InkDataset) {
    self.architecture = architecture
    self.settings = settings
    self.dataset = dataset
    weights = FlatParameters(architecture)
    weights.initialise(seed: settings.seed)
    average = FlatParameters(architecture)
    average.copy(from: weights)
    optimiser = Optimiser(settings.optimiser, count: weights.count)
    passes = (0..<settings.workers).map { _ in Self.pass(architecture, settings) }
    streams = (0..<settings.workers).map {
      InkStream(seed: settings.seed, worker: $0, workers: settings.workers, rows: settings.rows, endless: true)
    }
    chunks = (0..<settings.workers).map { _ in InkChunk(steps: settings.steps, rows: settings.rows) }
    trainingTexts = TextTable(dataset.training)
    validationTexts = TextTable(dataset.validation)
  }

  private static func pass(_ architecture: Architecture, _ settings: TrainingSettings) -> InkPass {
    InkPass(
      architecture, steps: settings.steps, rows: settings.rows,
      clipping: InkPass.Clipping(cells: Float(settings.cellClip), outputs: Float(settings.outputClip)),
      smallestDeviation: Float(settings.smallestDeviation), bf16: settings.precision == .bf16)
  }

  /// Updates that make an epoch.
  public var updatesPerEpoch: Int {
    max(1, dataset.trainingPoints / (settings.workers * settings.rows * settings.steps))
  }

  public var plannedUpdates: Int { settings.epochs * updatesPerEpoch }
  public var updates: Int { optimiser.updates }

  /// One update of the weights.
  /// - Throws: `TrainingError.notFinite` when loss or gradient is not a finite number; the weights are then unchanged.
  public func update() throws -> Update {
    let run = Concurrent(parameters: weights, passes: passes, chunks: chunks, streams: streams)
    let lines = dataset.training
    let texts = trainingTexts
    run.each { worker in
      run.streamSlots[worker].fill(run.chunks[worker], from: lines)
      run.passes[worker].load(run.parameters)
      run.passes[worker].gradient.clear()
      run.resultSlots[worker] = run.passes[worker].run(run.chunks[worker], texts: texts.entries, learn: true)
    }
    streams = run.streams
    let loss = run.results.reduce(0) { $0 + $1.loss }
    let points = max(1, run.results.reduce(0) { $0 + $1.points })
    let gradient = passes[0].gradient
    for pass in passes.dropFirst() { ct_add(gradient.values, pass.gradient.values, gradient.count) }
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

  /// Scores the averaged weights on the validation lines.
  public func validate() -> Score { score(dataset.validation, validationTexts, average) }

  private func score(_ lines: [InkSequence], _ texts: TextTable, _ parameters: FlatParameters) -> Score {
    if validationPasses.isEmpty {
      validationPasses = (0..<settings.workers).map { _ in Self.pass(architecture, settings) }
    }
    let run = Concurrent(
      parameters: parameters, passes: validationPasses, chunks: chunks,
      streams: (0..<settings.workers).map {
        InkStream(seed: 0, worker: $0, workers: settings.workers, rows: settings.rows, endless: false)
      })
    run.each { worker in
      run.passes[worker].load(run.parameters)
      while !run.streamSlots[worker].isExhausted(lines) {
        run.streamSlots[worker].fill(run.chunks[worker], from: lines)
        let result = run.passes[worker].run(run.chunks[worker], texts: texts.entries, learn: false)
        run.resultSlots[worker].loss += result.loss
        run.resultSlots[worker].squares += result.squares
        run.resultSlots[worker].points += result.points
      }
    }
    let loss = run.results.reduce(0) { $0 + $1.loss }
    let points = run.results.reduce(0) { $0 + $1.points }
    return Score(
      natsPerSequence: loss / Double(lines.count), natsPerPoint: loss / Double(points),
      squaredError: run.results.reduce(0) { $0 + $1.squares } / Double(points), points: points, lines: lines.count)
  }
}

/// The texts of a set of lines as the window kernels read them.
final class TextTable: @unchecked Sendable {  // written once, in init
  let entries: UnsafeMutablePointer<ct_text>
  private let storage: UnsafeMutablePointer<Int32>

  init(_ lines: [InkSequence]) {
    entries = .allocate(capacity: max(1, lines.count))
    storage = .allocate(capacity: max(1, lines.reduce(0) { $0 + $1.text.count }))
    var next = storage
    for (index, line) in lines.enumerated() {
      entries[index] = ct_text(symbols: next, length: Int32(line.text.count))
      for symbol in line.text {
        next.pointee = Int32(symbol)
        next += 1
      }
    }
  }

  deinit {
    entries.deallocate()
    storage.deallocate()
  }
}

/// One slot for each worker; a worker touches its own slot alone.
private final class Concurrent: @unchecked Sendable {  // slots are disjoint
  /// Read by every worker, written by none.
  let parameters: FlatParameters
  let passes: [InkPass]
  let chunks: [InkChunk]
  let streamSlots: UnsafeMutableBufferPointer<InkStream>
  let resultSlots: UnsafeMutableBufferPointer<InkPass.Result>

  init(parameters: FlatParameters, passes: [InkPass], chunks: [InkChunk], streams: [InkStream]) {
    self.parameters = parameters
    self.passes = passes
    self.chunks = chunks
    streamSlots = .allocate(capacity: streams.count)
    _ = streamSlots.initialize(from: streams)
    resultSlots = .allocate(capacity: streams.count)
    resultSlots.initialize(repeating: InkPass.Result())
  }

  deinit {
    streamSlots.deinitialize()
    streamSlots.deallocate()
    resultSlots.deallocate()
  }

  var streams: [InkStream] { Array(streamSlots) }
  var results: [InkPass.Result] { Array(resultSlots) }
  func each(_ body: @escaping @Sendable (Int) -> Void) {
    DispatchQueue.concurrentPerform(iterations: passes.count) { worker in
      ct_single_thread()
      body(worker)
    }
  }
}
