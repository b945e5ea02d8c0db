import Synchronization

/// A sequence's way back to whoever asked for it.
final class Ticket: Sendable {
  private let cancelled = Atomic(false)
  private let receiver = Mutex<Receiver?>(nil)
  /// Sequences of a higher one go first.
  let priority: Int
  let onProgress: (@Sendable (Int, any Sampler) -> Void)?

  init(priority: Int = 0, onProgress: (@Sendable (Int, any Sampler) -> Void)?) {
    self.priority = priority
    self.onProgress = onProgress
  }

  typealias Receiver = @Sendable (Result<FinishedSequence, any Error>) -> Void

  /// Says where the result goes; before the ticket is handed in.
  func expect(_ receiver: @escaping Receiver) {
    self.receiver.withLock { $0 = receiver }
  }

  /// Asks for the sequence to be taken out; the engine sees it before its next step.
  func cancel() { cancelled.store(true, ordering: .relaxed) }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Gives the result, once.
  func settle(_ outcome: Result<FinishedSequence, any Error>) {
    let waiting = receiver.withLock { slot in
      let waiting = slot
      slot = nil
      return waiting
    }
    waiting?(outcome)
  }
}

/// A request on its way to an engine thread.
struct Arrival: Sendable {
  let request: SequenceRequest
  let model: LoadedModel
  let ticket: Ticket
}
