import FoundationEssentials
import Glibc
import Training

/// What a person sees of a run: a line that moves on a terminal, a line an epoch everywhere.
final class TrainingConsole {
  private let json: Bool
  private let task: TrainableTask
  private let isTerminal = Terminal.isErrorATerminal
  private let progressLine = ProgressLine()
  private var lastShown = Date.distantPast
  private var teaching: (stage: TeachingProgress.Stage, began: Date)?

  init(json: Bool, task: TrainableTask) {
    self.json = json
    self.task = task
  }

  func note(_ text: String) { progressLine.note(text) }

  /// How far the teacher is.
  func teach(_ progress: TeachingProgress) {
    let now = Date()
    if teaching?.stage != progress.stage { (teaching, lastShown) = ((progress.stage, now), .distantPast) }
    guard isDue(at: now), let began = teaching?.began else { return }
    let share = Double(progress.done) / Double(max(1, progress.count))
    let seconds = now.timeIntervalSince(began)
    // The first symbols say nothing of the pace.
    let left = seconds < 2 ? "" : "  \(duration(seconds * (1 - share) / share)) left"
    draw("the teacher \(progress.stage == .writing ? "writes" : "reads")  \(ProgressLine.bar(share))\(left)")
  }

  /// How far the run is.
  func show(_ progress: TrainingRun.Progress) {
    guard isDue(at: Date()) else { return }
    let epoch = (progress.update - 1) / progress.updatesPerEpoch + 1
    let epochs = progress.plannedUpdates / progress.updatesPerEpoch
    let share = Double(progress.update) / Double(max(1, progress.plannedUpdates))
    let line =
      "epoch \(epoch)/\(epochs)  \(ProgressLine.bar(share))  loss \(loss(progress.loss))  "
      + "\(grouped(Int(progress.unitsPerSecond))) \(task.isText ? "symbols" : "points")/s  \(duration(progress.secondsLeft)) left"
    draw(line)
  }

  /// Whether what moves is shown again: on a terminal four times a second, elsewhere once a minute.
  private func isDue(at now: Date) -> Bool {
    guard now.timeIntervalSince(lastShown) >= (isTerminal ? 0.25 : 60) else { return false }
    lastShown = now
    return true
  }

  private func draw(_ line: String) {
    if isTerminal { progressLine.draw(line) } else { note(line) }
  }

  func epoch(_ record: EpochRecord, improved: Bool) {
    progressLine.clear()
    if json {
      try? Terminal.json(record, isPretty: false)
    } else {
      let score = record.validation
      var parts = [
        "epoch \(record.epoch): training \(loss(record.trainingLoss))", "validation \(loss(score.natsPerUnit))",
      ]
      if task.isText {
        parts.append("\(fixed(100 * score.errorRate, 1)) % wrong")
      } else {
        parts += ["\(fixed(score.natsPerSequence, 1)) nats/line", "SSE \(fixed(score.squaredError, 3))"]
      }
      if let description = record.descriptionLength {
        parts.append("weights described in \(grouped(Int(description / 0.693147))) bits")
      }
      parts.append("\(duration(record.seconds)) so far" + (improved ? ", best yet" : ""))
      Terminal.output(parts.joined(separator: ", ") + "\n")
    }
  }

  /// A loss as the task's people give it: bits for characters, perplexity for words, nats for ink.
  private func loss(_ nats: Double) -> String {
    switch task {
    case .characterText: "\(fixed(nats / 0.693147, 4)) bits/symbol"
    case .wordText: "perplexity \(fixed(exp(nats), 1))"
    case .handwritingPrediction, .handwritingSynthesis: "\(fixed(nats, 4)) nats/point"
    }
  }

  func finish(_ outcome: TrainingRun.Outcome, _ run: TrainingRun) {
    progressLine.clear()
    switch outcome {
    case .finished: note("All planned epochs are done.")
    case .stoppedEarly: note("Validation has not improved for \(run.patience) epochs: stopped.")
    case .interrupted: note("Stopped; the same command with --resume goes on from \(run.checkpointPath).")
    }
    if let best = run.best {
      note("Best: epoch \(best.epoch), \(loss(best.validation.natsPerUnit)), in \(run.bestPath).")
    }
  }
}
