import FoundationEssentials
import Training

/// What a person sees of a run: a line that moves on a terminal, a line an epoch everywhere.
final class TrainingConsole {
  private let json: Bool
  private let isTerminal = Terminal.isErrorATerminal
  private var lastShown = Date.distantPast

  init(json: Bool) { self.json = json }

  func note(_ text: String) { Terminal.error("\(text)\n") }

  /// The progress line; on a terminal four times a second, elsewhere once a minute.
  func show(_ progress: TrainingRun.Progress) {
    let now = Date()
    guard now.timeIntervalSince(lastShown) >= (isTerminal ? 0.25 : 60) else { return }
    lastShown = now
    let epoch = (progress.update - 1) / progress.updatesPerEpoch + 1
    let epochs = progress.plannedUpdates / progress.updatesPerEpoch
    let share = Double(progress.update) / Double(max(1, progress.plannedUpdates))
    let width = 20
    let filled = Int(share * Double(width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let line =
      "epoch \(epoch)/\(epochs)  \(bar) \(Int(share * 100)) %  loss \(fixed(progress.loss, 4)) nats/point  "
      + "\(grouped(Int(progress.pointsPerSecond))) points/s  \(duration(progress.secondsLeft)) left"
    Terminal.error(isTerminal ? "\r\u{1B}[2K\(line)" : "\(line)\n")
  }

  func epoch(_ record: EpochRecord, improved: Bool) {
    if isTerminal { Terminal.error("\r\u{1B}[2K") }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      if let data = try? encoder.encode(record) { Terminal.output(String(decoding: data, as: UTF8.self) + "\n") }
    } else {
      Terminal.output(
        "epoch \(record.epoch): training \(fixed(record.trainingLoss, 4)) nats/point, validation "
          + "\(fixed(record.validation.natsPerPoint, 4)) nats/point, \(fixed(record.validation.natsPerSequence, 1)) "
          + "nats/line, SSE \(fixed(record.validation.squaredError, 3)), \(duration(record.seconds)) so far"
          + (improved ? ", best yet" : "") + "\n")
    }
  }

  func finish(_ outcome: TrainingRun.Outcome, _ run: TrainingRun) {
    if isTerminal { Terminal.error("\r\u{1B}[2K") }
    switch outcome {
    case .finished: note("All planned epochs are done.")
    case .stoppedEarly: note("Validation has not improved for \(run.patience) epochs: stopped.")
    case .interrupted: note("Stopped; the same command with --resume goes on from \(run.checkpointPath).")
    }
    if let best = run.best {
      note("Best: epoch \(best.epoch), \(fixed(best.validation.natsPerSequence, 1)) nats/line, in \(run.bestPath).")
    }
  }
}
