import Kernels
import Synchronization

/// Runs sequences: each thread advances its sequences of a model together, step by step. Threads without sequences take
/// part in the others' products.
///
/// A sequence's bytes depend on the model, its request and the instruction set, and on nothing else: not on the
/// sequences beside it, their order of arrival, or the number of threads.
public final class Engine: Sendable {
  private let threads: [EngineThread]
  private let choice = Mutex(())

  /// Starts the threads; they sleep while there is nothing to run.
  public init(threads count: Int) {
    precondition(count > 0, "an engine needs a thread")
    let crew = Crew(threads: count)
    threads = (0..<count).map { EngineThread($0, of: crew) }
  }

  deinit { stop() }

  /// Runs one sequence to its end.
  ///
  /// Ink begins with the null offset and is then forced through `request.prime`; text begins with the first given
  /// symbol, or with the null vector if there is none. The sampler is first asked for what follows the last of them.
  ///
  /// A sequence of a higher priority takes eight steps while those below it in its batch take one, and where the batch is
  /// full the last of the lowest priority makes room and goes on later. None of this changes a byte.
  /// - Parameters:
  ///   - priority: higher ones go first.
  ///   - onProgress: called every 32 steps with the steps taken and the sampler, on an engine thread: it must return at
  ///     once. A sampler that it keeps is of that step; the sequence goes on with a copy.
  /// - Throws: `CancellationError` within one step of the task's cancellation; `EngineError` when the request does not
  ///   fit the model or the engine is stopped.
  public func generate(
    _ request: SequenceRequest, with model: LoadedModel, priority: Int = 0,
    onProgress: (@Sendable (Int, any Sampler) -> Void)? = nil
  ) async throws -> FinishedSequence {
    try model.check(request)
    let ticket = Ticket(priority: priority, onProgress: onProgress)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        ticket.expect { continuation.resume(with: $0) }
        choice.withLock { _ in
          let idlest = threads.min { $0.load < $1.load } ?? threads[0]
          idlest.post(Arrival(request: request, model: model, ticket: ticket))
          for thread in threads where thread !== idlest { thread.nudge() }
        }
      }
    } onCancel: {
      ticket.cancel()
    }
  }

  /// Ends the threads after their current step; sequences still there end with `EngineError`.
  public func stop() {
    for thread in threads { thread.close() }
    for thread in threads { thread.join() }
  }

  /// What the engine is doing and has done.
  public var statistics: EngineStatistics {
    threads.map(\.statistics).reduce(into: EngineStatistics()) { sum, part in
      sum.activeSequences += part.activeSequences
      sum.waitingSequences += part.waitingSequences
      sum.steps += part.steps
      sum.batchSteps += part.batchSteps
      sum.stateBytes += part.stateBytes
    }
  }
}

/// A snapshot of the engine's work.
public struct EngineStatistics: Sendable, Equatable {
  /// Sequences that take part in the next step.
  public var activeSequences = 0
  /// Sequences that wait for a place in a full batch.
  public var waitingSequences = 0
  /// Steps taken since the start, each sequence's counted.
  public var steps = 0
  /// Steps of batches since the start, however many sequences took part; `steps` by them is the mean occupancy.
  public var batchSteps = 0
  /// Bytes of memory that the sequences' states take, with room for those to come.
  public var stateBytes = 0

  public init() {}
}
