import Synchronization

extension LoadedModel {
  /// Runs one sequence to its end on the calling thread, with the bytes that an engine gives; for checks, which must
  /// not wait behind the engine's work.
  /// - Throws: `EngineError` when the request does not fit the model.
  public func generateHere(_ request: SequenceRequest) throws -> FinishedSequence {
    try check(request)
    let outcome = Outcome()
    let ticket = Ticket(onProgress: nil)
    ticket.expect { result in outcome.result.withLock { $0 = result } }
    let batch = Batch(self, desk: nil)
    batch.join(Arrival(request: request, model: self, ticket: ticket))
    while batch.count > 0 { _ = batch.step() }
    return try (outcome.result.withLock { $0 } ?? .failure(EngineError.stopped)).get()
  }
}

/// Where a ticket leaves its result.
private final class Outcome: Sendable {
  let result = Mutex<Result<FinishedSequence, any Error>?>(nil)
}
