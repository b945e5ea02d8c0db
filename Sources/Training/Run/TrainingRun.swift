import FoundationEssentials
import Glibc
import Networks

/// A run in a folder of its own: trains epoch by epoch, validates, keeps checkpoints and logs, stops when asked.
///
/// The folder holds `checkpoint.ckpt` (the whole state, to go on from), `best.ckpt` (the same at the best validation
/// so far), `updates.csv` and `epochs.csv`, and the loss curves `loss.png` and `loss.svg`.
public final class TrainingRun {
  public enum Outcome: Sendable, Equatable {
    /// All planned epochs were trained.
    case finished
    /// Validation has not improved for `patience` epochs.
    case stoppedEarly
    /// The caller asked to stop; the state is saved.
    case interrupted
  }

  /// What a progress line shows.
  public struct Progress: Sendable {
    public var update: Int
    public var plannedUpdates: Int
    public var updatesPerEpoch: Int
    /// Nats per unit over the epoch so far.
    public var loss: Double
    public var unitsPerSecond: Double
    public var secondsLeft: Double
  }

  public let folder: String
  public let trainer: Trainer
  /// Epochs without a better validation after which the run ends; 0 for never.
  public var patience: Int
  /// Updates between checkpoints within an epoch.
  public var saveEvery = 200
  public private(set) var history: [EpochRecord] = []

  private var runningLoss = 0.0
  private var runningUnits = 0
  private var secondsBefore = 0.0
  private var started = Date()
  private let lock: RunLock
  private var rateWindow: [(seconds: Double, units: Int)] = []

  public var checkpointPath: String { folder + "/checkpoint.ckpt" }
  public var bestPath: String { folder + "/best.ckpt" }
  /// Epoch with the lowest validation loss so far.
  public var best: EpochRecord? { history.min { $0.validation.natsPerUnit < $1.validation.natsPerUnit } }
  private var seconds: Double { secondsBefore + Date().timeIntervalSince(started) }

  /// - Throws: `TrainingError.file` when the folder cannot be made, `InvalidRequest` when another process trains there.
  public convenience init(trainer: Trainer, folder: String, patience: Int = 0) throws {
    self.init(trainer: trainer, folder: folder, patience: patience, lock: try RunLock(folder))
  }

  /// - Parameter lock: that of the folder.
  init(trainer: Trainer, folder: String, patience: Int, lock: RunLock) {
    self.trainer = trainer
    self.folder = folder
    self.patience = patience
    self.lock = lock
  }

  /// The settings that the run in a folder has; nil where there is no run.
  /// - Throws: `TrainingError` when its checkpoint cannot be read.
  public static func settings(in folder: String) throws -> TrainingSettings? {
    let path = folder + "/checkpoint.ckpt"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try CheckpointFile.header(path).settings
  }

  /// Goes on from the folder's checkpoint.
  public func resume() throws {
    let header = try trainer.resume(from: checkpointPath)
    history = header.history
    runningLoss = header.runningLoss
    runningUnits = header.runningUnits
    secondsBefore = header.seconds
    trainer.setbacks = setbacks
    started = Date()
  }

  /// Trains until the plan is done, validation no longer improves, or `shouldStop` says so (asked before each update).
  public func run(
    shouldStop: () -> Bool, onProgress: (Progress) -> Void, onEpoch: (EpochRecord, Bool) -> Void
  ) throws -> Outcome {
    started = Date()
    let log = try RunLog(folder: folder, keepingUpdates: trainer.updates, history: history)
    let perEpoch = trainer.updatesPerEpoch
    while trainer.updates < trainer.plannedUpdates {
      if shouldStop() {
        try save(to: checkpointPath)
        return .interrupted
      }
      let before = seconds
      let update = try trainer.update()
      runningLoss += update.loss * Double(update.units)
      runningUnits += update.units
      rateWindow.append((seconds - before, update.units))
      if rateWindow.count > 50 { rateWindow.removeFirst() }
      try log.add(update, number: trainer.updates, seconds: seconds)
      onProgress(progress(perEpoch))
      if trainer.updates % perEpoch == 0 {
        try finishEpoch(rate: update.rate, log, onEpoch)
        if patience > 0, let best, history.count - best.epoch >= patience { return .stoppedEarly }
      } else if trainer.updates % saveEvery == 0 {
        try save(to: checkpointPath)
      }
    }
    return .finished
  }

  private func finishEpoch(rate: Float, _ log: RunLog, _ onEpoch: (EpochRecord, Bool) -> Void) throws {
    let record = EpochRecord(
      epoch: history.count + 1, updates: trainer.updates,
      trainingLoss: runningLoss / Double(max(1, runningUnits)), validation: trainer.validate(), rate: rate,
      seconds: seconds, descriptionLength: trainer.descriptionLength?.cost)
    let improved = best.map { record.validation.natsPerUnit < $0.validation.natsPerUnit } ?? true
    history.append(record)
    runningLoss = 0
    runningUnits = 0
    trainer.setbacks = setbacks
    // In this order: what ends between the two trains the epoch again, and finds it the best again.
    if improved { try save(to: bestPath) }
    try save(to: checkpointPath)
    try log.add(record)
    try LossCurves([try RunHistory(folder: folder)]).write(into: folder)
    onEpoch(record, improved)
  }

  /// Epochs whose validation was not the best yet.
  private var setbacks: Int {
    var best = Double.infinity
    return history.count { record in
      defer { best = min(best, record.validation.natsPerUnit) }
      return record.validation.natsPerUnit >= best
    }
  }

  private func save(to path: String) throws {
    try trainer.save(to: path, history: history, running: (runningLoss, runningUnits), seconds: seconds)
  }

  private func progress(_ perEpoch: Int) -> Progress {
    let time = rateWindow.reduce(0) { $0 + $1.seconds }
    let units = rateWindow.reduce(0) { $0 + $1.units }
    let left = Double(trainer.plannedUpdates - trainer.updates) * time / Double(max(1, rateWindow.count))
    return Progress(
      update: trainer.updates, plannedUpdates: trainer.plannedUpdates, updatesPerEpoch: perEpoch,
      loss: runningLoss / Double(max(1, runningUnits)), unitsPerSecond: Double(units) / max(time, 1e-9),
      secondsLeft: left)
  }
}
