import FoundationEssentials
import Networks

extension Trainer {
  /// Vectors that a checkpoint holds: weights, average, the optimiser's state, what adaptive noise adds to these, and
  /// each worker's carried state.
  private var vectors: [UnsafeMutableBufferPointer<Float>] {
    var list = [weights.values, average.values] + optimiser.state
    if let logDeviations, let deviationOptimiser { list += [logDeviations.values] + deviationOptimiser.state }
    var buffers = list.map { UnsafeMutableBufferPointer(start: $0, count: weights.count) }
    // Whole lines begin from zero: nothing is carried from one to the next.
    guard settings.steps > 0 else { return buffers }
    let last = settings.steps * settings.rows
    for pass in crew(steps: settings.steps).passes {
      buffers += pass.carried.map {
        UnsafeMutableBufferPointer(start: $0.row(last), count: settings.rows * $0.columns)
      }
    }
    return buffers
  }

  /// Writes everything a run needs to go on as if it had not stopped.
  public func save(
    to path: String, history: [EpochRecord], running: (loss: Double, units: Int), seconds: Double
  ) throws {
    let header = CheckpointHeader(
      architecture: architecture, settings: settings, corpus: facts, updates: updates, history: history,
      runningLoss: running.loss, runningUnits: running.units, seconds: seconds, dealer: dealer)
    try CheckpointFile.write(header, vectors.map { UnsafeBufferPointer($0) }, to: path)
  }

  /// Continues the run of a checkpoint with the same architecture, data and settings that shape its state.
  public func resume(from path: String) throws -> CheckpointHeader {
    let (header, stored) = try CheckpointFile.read(path)
    func refuse(_ reason: String) -> TrainingError { .checkpoint(path: path, reason: reason) }
    guard header.architecture == architecture else { throw refuse("it is of another architecture") }
    let (then, now) = (header.corpus, facts)
    guard then.alphabet == now.alphabet else { throw refuse("its alphabet is not that of the data") }
    guard then.sequences == now.sequences, then.units == now.units, then.unit == now.unit else {
      throw refuse(
        "it learned from \(then.units) \(then.unit)s in \(then.sequences) sequences, the data has \(now.units) "
          + "\(now.unit)s in \(now.sequences); give the same --data (and --exclude, --balance, --unit, --split, "
          + "--teacher-text)")
    }
    // A checkpoint of old says nothing of its symbols.
    guard then.digest == nil || then.digest == now.digest else {
      throw refuse(
        "it learned from as many \(then.unit)s, or was validated on them, but they were others; give the same --data (and "
          + "--exclude), or start from its weights with --from")
    }
    guard then.teacher == now.teacher else {
      throw refuse(
        "it had \(then.teacher ?? "no model") for a teacher; give the same --teacher, or none where it had none")
    }
    try Self.check(header, at: path, against: settings, hasTeacher: now.teacher != nil)
    let targets = vectors
    guard stored.count == targets.count, zip(stored, targets).allSatisfy({ $0.count == $1.count }) else {
      throw refuse("its vectors do not fit the network")
    }
    for (source, target) in zip(stored, targets) { _ = target.update(from: source) }
    optimiser.updates = header.updates
    deviationOptimiser?.updates = header.updates
    dealer = header.dealer
    dealer.reset(every: settings.resetEvery)
    return header
  }

  /// Refuses settings that the state of a run does not go on with; what can be told before the data is ready.
  static func check(
    _ header: CheckpointHeader, at path: String, against settings: TrainingSettings, hasTeacher: Bool
  ) throws {
    let before = header.settings
    guard before.workers == settings.workers, before.rows == settings.rows, before.steps == settings.steps,
      before.optimiser == settings.optimiser, before.weightNoise == settings.weightNoise
    else {
      throw TrainingError.checkpoint(
        path: path,
        reason: "it was made with other --workers, --rows, --steps, --optimiser or --noise; give the same, or start "
          + "from its weights with --from")
    }
    guard before.seed == settings.seed else {
      throw TrainingError.checkpoint(
        path: path,
        reason: "it has --seed \(before.seed), by which its data is dealt; give the same, or start from its weights "
          + "with --from")
    }
    guard (header.corpus.teacher != nil) == hasTeacher, !hasTeacher || before.teacherText == settings.teacherText else {
      throw TrainingError.checkpoint(
        path: path,
        reason: "it had \(header.corpus.teacher ?? "no model") for a teacher and a --teacher-text of "
          + "\(before.teacherText); give the same --teacher, or none where it had none, and the same --teacher-text")
    }
  }

  /// Takes the averaged weights of a checkpoint as the start of a new run, or as a model's.
  public static func weights(of path: String) throws -> (CheckpointHeader, FlatParameters) {
    let (header, stored) = try CheckpointFile.read(path)
    let parameters = FlatParameters(header.architecture)
    guard stored.count > 1, stored[1].count == parameters.count else {
      throw TrainingError.checkpoint(path: path, reason: "its weights do not fit its architecture")
    }
    parameters.values.update(from: stored[1], count: parameters.count)
    return (header, parameters)
  }
}
