import FoundationEssentials
public import Networks

/// How fast a network learns on this machine, on made-up data: no data set is read and nothing is written.
///
/// An update is all that it is in a run: weights packed for the products, forward pass, loss, backward pass, limits on
/// derivatives, and Adam's step.
public struct TrainingBenchmark: Sendable {
  /// Updates before the first that is measured: in them buffers are made and their pages touched.
  static let warmup = 2

  public let task: TrainableTask
  /// A preset or a `model.json`.
  public let network: String
  public let architecture: Architecture
  public let settings: TrainingSettings
  /// Updates that are measured.
  public let updates: Int

  /// - Parameter symbols: size of the alphabet; nil keeps the network's own.
  /// - Throws: `InvalidRequest`.
  public init(
    task: TrainableTask, network: String, symbols: Int?, settings: TrainingSettings, updates: Int
  ) throws {
    try self.init(
      task: task, network: network,
      architecture: NetworkChoice.architecture(network, for: task, symbols: symbols), settings: settings,
      updates: updates)
  }

  init(
    task: TrainableTask, network: String, architecture: Architecture, settings: TrainingSettings, updates: Int
  ) throws {
    guard (1...100_000).contains(updates) else {
      throw InvalidRequest("--updates \(updates) is outside 1 to 100000")
    }
    try settings.check()
    guard settings.steps > 0 else {
      throw InvalidRequest("--steps 0 takes whole lines of ink; made-up data needs a number of steps")
    }
    try task.check(architecture, called: network)
    self.task = task
    self.network = network
    self.architecture = architecture
    self.settings = settings
    self.updates = updates
  }

  /// Settings to measure with: rows and steps as a run of the task has them, Adam at a constant rate, no regulariser.
  public static func settings(for task: TrainableTask) throws -> TrainingSettings {
    let usual = try Recipe("ours", for: task).settings
    var settings = TrainingSettings()
    settings.rows = usual.rows
    settings.steps = usual.steps
    settings.schedule = .constant
    settings.averageDecay = 0
    return settings
  }

  /// Trains and measures.
  /// - Parameters:
  ///   - onUpdate: is told the number of each measured update that is done.
  ///   - note: is told when products are computed in another precision than was asked for.
  /// - Throws: `TrainingError.notFinite`.
  public func run(
    onUpdate: (Int) -> Void = { _ in }, note: (String) -> Void = { _ in }
  ) throws -> TrainingSpeed {
    var settings = settings
    settings.settlePrecision(note: note)
    let trainer = Trainer(architecture: architecture, settings: settings, data: data)
    for _ in 0..<Self.warmup { _ = try trainer.update() }
    let clock = ContinuousClock()
    var seconds: [Double] = []
    var rates: [Double] = []
    var last: Trainer.Update?
    for number in 1...updates {
      let start = clock.now
      let update = try trainer.update()
      let taken = (clock.now - start) / .seconds(1)
      seconds.append(taken)
      rates.append(Double(update.units) / taken)
      last = update
      onUpdate(number)
    }
    return TrainingSpeed(
      task: task, network: network, weights: architecture.parameterCount, precision: settings.precision,
      workers: settings.workers, rows: settings.rows, steps: settings.steps, updates: updates, unit: task.unit,
      unitsPerUpdate: last?.units ?? 0, unitsPerSecond: Self.median(rates),
      millisecondsPerUpdate: 1000 * Self.median(seconds), natsPerUnit: last?.loss ?? 0,
      peakMemory: try Self.peakMemory())
  }

  private var data: TrainingData {
    let tracks = settings.workers * settings.rows
    switch architecture.head {
    case .softmax(let symbols):
      return .madeUpText(
        symbols: symbols, unit: task == .wordText ? .word : .character, count: 4 * tracks * settings.steps,
        seed: settings.seed)
    case .mixtureDensity:
      return .madeUpInk(symbols: architecture.windowWidth, lines: 2 * tracks, seed: settings.seed)
    }
  }

  /// The value in the middle, or the mean of the two there; some value there must be.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The most memory this process has had resident, in bytes.
  ///
  /// `getrusage` would not do: what it gives goes on from the program that called `exec`.
  private static func peakMemory() throws -> Int {
    let path = "/proc/self/status"
    let lines = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }), let kibibytes = Int(line.filter(\.isNumber)) else {
      throw TrainingError.file(path: path, reason: "it does not say how much memory was used at most")
    }
    return 1024 * kibibytes
  }
}

/// What a benchmark measured.
public struct TrainingSpeed: Codable, Equatable, Sendable {
  public var task: TrainableTask
  public var network: String
  public var weights: Int
  public var precision: TrainingSettings.Precision
  public var workers: Int
  /// Sequences side by side in each worker.
  public var rows: Int
  public var steps: Int
  /// Updates that were measured.
  public var updates: Int
  /// What one prediction is: a character, a word, a point.
  public var unit: String
  public var unitsPerUpdate: Int
  /// Median over the updates.
  public var unitsPerSecond: Double
  /// Median over the updates.
  public var millisecondsPerUpdate: Double
  /// Loss at the last update.
  public var natsPerUnit: Double
  /// Bytes.
  public var peakMemory: Int
}
