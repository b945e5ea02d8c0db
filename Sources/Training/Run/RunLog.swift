import FoundationEssentials
import Glibc

/// The CSV files of a run: one row an update, one row an epoch.
final class RunLog {
  static let updatesFile = "updates.csv"
  static let epochsFile = "epochs.csv"
  private static let updatesHead = "update,nats_per_unit,units,gradient_norm,rate,seconds"
  private static let epochsHead =
    "epoch,updates,training_nats_per_unit,validation_nats_per_unit,validation_nats_per_sequence,validation_sse,rate,"
    + "seconds,validation_error,description_nats"

  private let updates: Int32
  private let updatesPath: String
  private let epochsPath: String

  /// Opens the logs of a run that stands at `keepingUpdates`: rows written after the checkpoint was are taken out.
  init(folder: String, keepingUpdates count: Int, history: [EpochRecord]) throws {
    updatesPath = folder + "/" + Self.updatesFile
    epochsPath = folder + "/" + Self.epochsFile
    let kept = ((try? String(contentsOfFile: updatesPath, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst()
      .filter { line in Int(line.prefix { $0 != "," }).map { $0 <= count } ?? false }
    try Self.replace(updatesPath, with: ([Self.updatesHead[...]] + kept).joined(separator: "\n") + "\n")
    try Self.replace(epochsPath, with: Self.epochsHead + "\n" + history.map(Self.row).joined())
    updates = open(updatesPath, O_WRONLY | O_APPEND)
    guard updates >= 0 else { throw Self.failure(updatesPath) }
  }

  deinit { close(updates) }

  func add(_ update: Trainer.Update, number: Int, seconds: Double) throws {
    try append(
      "\(number),\(update.loss),\(update.units),\(update.norm),\(update.rate),\(seconds)\n", updates, updatesPath)
  }

  func add(_ record: EpochRecord) throws {
    let descriptor = open(epochsPath, O_WRONLY | O_APPEND)
    guard descriptor >= 0 else { throw Self.failure(epochsPath) }
    defer { close(descriptor) }
    try append(Self.row(record), descriptor, epochsPath)
  }

  private static func row(_ record: EpochRecord) -> String {
    let score = record.validation
    return "\(record.epoch),\(record.updates),\(record.trainingLoss),\(score.natsPerUnit),\(score.natsPerSequence),"
      + "\(score.squaredError),\(record.rate),\(record.seconds),\(score.errorRate),"
      + (record.descriptionLength.map { "\($0)" } ?? "") + "\n"
  }

  private func append(_ text: String, _ descriptor: Int32, _ path: String) throws {
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Self.failure(path) }
  }

  private static func replace(_ path: String, with text: String) throws {
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch { throw failure(path) }
  }

  private static func failure(_ path: String) -> TrainingError {
    TrainingError.file(path: path, reason: String(cString: strerror(errno)))
  }
}

/// A run's logs, read again.
public struct RunHistory: Sendable {
  public var name: String
  /// (update, nats per unit) of every update.
  public var updates: [(update: Double, loss: Double)] = []
  /// (update, training, validation) in nats per unit at every epoch.
  public var epochs: [(update: Double, training: Double, validation: Double)] = []

  /// - Throws: `TrainingError.file` when the folder has no logs.
  public init(folder: String) throws {
    name = folder.split(separator: "/").last.map(String.init) ?? folder
    updates = try Self.rows(folder + "/" + RunLog.updatesFile).map { ($0[0], $0[1]) }
    epochs = try Self.rows(folder + "/" + RunLog.epochsFile).map { ($0[1], $0[2], $0[3]) }
  }

  private static func rows(_ path: String) throws -> [[Double]] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TrainingError.file(path: path, reason: "there is no such log; name the folder of a training run")
    }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      // The first two are numbers of updates and epochs, or a loss; a damaged line may have anything.
      return fields.count >= 6 && fields[..<2].allSatisfy { abs($0) < 1e15 } ? fields : nil
    }
  }
}
