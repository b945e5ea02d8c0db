import Generation
import PluginAPI
import Synchronization

/// Takes one claimed item through its stages: the plugin plans, the engine generates, until there is an artifact.
struct ItemRunner: Sendable {
  let plugins: PluginHost
  let models: ModelStore
  let engine: Engine
  let results: ResultStore
  let progress: ProgressBoard
  /// Where plugins draw and files are written.
  let work: WorkQueue

  enum End: Sendable {
    case ended(ItemOutcome)
    /// The task was cancelled before the item came to its end; nothing was kept of it.
    case interrupted
    /// The artifact could not be kept; the item has to run again once the disk is well.
    case notStored(DaemonError)

    /// As the store records it: what could not be kept has to run again.
    var ending: JobStore.Ending {
      if case .ended(let outcome) = self { .ended(outcome) } else { .interrupted }
    }

    /// Whether there may be a file of it.
    var mayHaveWritten: Bool {
      switch self {
      case .ended(.done), .notStored: true
      case .ended(.failed), .interrupted: false
      }
    }

    /// For figures.
    var word: String {
      switch self {
      case .ended(.done): "done"
      case .ended(.failed): "failed"
      case .interrupted: "interrupted"
      case .notStored: "not-stored"
      }
    }
  }

  /// Never throws: whatever happens to an item is the item's end alone.
  func run(_ claim: Claim) async -> End {
    let end = await end(of: claim)
    if case .ended = end { progress.end(claim.key, complete: true) } else { progress.end(claim.key, complete: false) }
    return end
  }

  private func end(of claim: Claim) async -> End {
    do {
      let (request, remarks) = try claim.request()
      let (artifact, ownRemarks) = try await generate(request, of: claim)
      try Task.checkCancellation()
      let stored = await work.run { store(artifact, of: claim) }
      switch stored {
      case .success(let digest):
        return .ended(
          .done(
            bytes: artifact.bytes.count, digest: digest,
            receiptBeside: request.receipt != nil && !artifact.holdsReceipt,
            remarks: (ownRemarks + remarks).map(Self.bounded)))
      case .failure(let error):
        return .notStored(error)
      }
    } catch is CancellationError {
      return .interrupted
    } catch {
      return .ended(.failed(Self.bounded("\(error)")))
    }
  }

  /// Unicode scalars that are kept of what is said of an item.
  private static let longestWord = 2000

  /// A sentence cut where it goes on for too long: a job may have a hundred thousand of them.
  private static func bounded(_ sentence: String) -> String {
    let scalars = sentence.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: longestWord, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return sentence }
    return String(scalars[..<end]) + " …"
  }

  /// Removes what was written of items that had ended otherwise meanwhile.
  func discard(_ keys: [ItemKey]) async {
    await work.run { [results] in
      for key in keys { results.discard(key) }
    }
  }

  private func store(_ artifact: Artifact, of claim: Claim) -> Result<String, DaemonError> {
    Result { () throws(DaemonError) in
      try results.write(artifact.bytes, for: claim.key, format: claim.format)
    }
  }

  private func generate(_ request: ItemRequest, of claim: Claim) async throws -> (Artifact, remarks: [String]) {
    guard let entry = plugins[claim.task] else {
      throw DaemonError("there is no plugin for \(claim.task) any more; install it again and submit the job anew")
    }
    guard entry.descriptor.view(of: claim.operation) != nil else {
      throw DaemonError(
        "the plugin for \(claim.task) does not \(claim.operation.rawValue) any more; install the earlier one again and "
          + "submit the job anew")
    }
    return try await models.withLoaded(claim.modelDigest, name: claim.model, on: work) { package, model in
      try await generate(request, of: claim, entry.plugin, package, model)
    }
  }

  private func generate(
    _ request: ItemRequest, of claim: Claim, _ plugin: any TaskPlugin, _ package: PluginModel, _ model: LoadedModel
  ) async throws -> (Artifact, remarks: [String]) {
    var process = try await work.run { try plugin.begin(request, model: package) }
    let growing = GrowingItem()
    progress.show(claim.key, growing)
    var finished: [FinishedSequence] = []
    var stepsBefore = 0
    while true {
      try Task.checkCancellation()
      let advanced = try await work.run { [process, finished] in
        var next = process
        let stage = try next.advance(finished)
        if case .done = stage, let preview = growing.end(as: next) { progress.keep(claim.key, preview) }
        return (process: next, stage: stage)
      }
      process = advanced.process
      switch advanced.stage {
      case .generate(let requests):
        guard !requests.isEmpty else {
          throw DaemonError("the plugin for \(claim.task) asked for a stage without sequences; this is its fault")
        }
        growing.begin(process, requests)
        finished = try await generate(
          requests, with: model, of: claim, after: stepsBefore, expecting: process.estimatedSteps, growing)
        growing.finish(finished)
        stepsBefore += finished.reduce(0) { $0 + $1.steps }
      case .done(let artifact, let remarks):
        guard artifact.format == claim.format else {
          throw DaemonError(
            "the plugin for \(claim.task) made \(artifact.format) where \(claim.format) was asked for; this is its fault"
          )
        }
        return (artifact, remarks)
      }
    }
  }

  /// All sequences of a stage at once, so that the engine takes them into one batch; results in the requests' order.
  private func generate(
    _ requests: [SequenceRequest], with model: LoadedModel, of claim: Claim, after stepsBefore: Int,
    expecting expected: Int, _ growing: GrowingItem
  ) async throws -> [FinishedSequence] {
    let key = claim.key
    let meter = StepMeter(sequences: requests.count)
    progress.set(key, taken: stepsBefore, expected: expected)
    return try await withThrowingTaskGroup(of: (Int, FinishedSequence).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask {
          let sequence = try await engine.generate(request, with: model, priority: claim.priority) { steps, sampler in
            growing.note(sampler, ofSequence: index)
            let taken = meter.note(steps, ofSequence: index)
            progress.set(key, taken: stepsBefore + taken, expected: expected)
          }
          return (index, sequence)
        }
      }
      var sequences = [FinishedSequence?](repeating: nil, count: requests.count)
      for try await (index, sequence) in group { sequences[index] = sequence }
      return sequences.compactMap { $0 }
    }
  }
}

/// Adds up the steps of sequences that go on side by side.
private final class StepMeter: Sendable {
  private struct Steps {
    var each: [Int]
    var sum = 0
  }

  private let steps: Mutex<Steps>

  init(sequences: Int) {
    steps = Mutex(Steps(each: Array(repeating: 0, count: sequences)))
  }

  /// Notes that a sequence has taken `count` steps so far.
  /// - Returns: steps of all sequences.
  func note(_ count: Int, ofSequence index: Int) -> Int {
    steps.withLock { steps in
      steps.sum += count - steps.each[index]
      steps.each[index] = count
      return steps.sum
    }
  }
}
