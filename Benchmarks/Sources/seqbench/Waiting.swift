import Dispatch
import Synchronization

/// Runs asynchronous work and waits for its end, on the main thread. Where that thread is given to Dispatch instead, as an
/// asynchronous `main` does, callgrind ends with an error.
func waiting(_ work: @Sendable @escaping () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let outcome = Outcome()
  Task {
    do {
      try await work()
    } catch {
      outcome.error.withLock { $0 = error }
    }
    done.signal()
  }
  done.wait()
  if let error = outcome.error.withLock({ $0 }) { throw error }
}

private final class Outcome: Sendable {
  let error = Mutex<(any Error)?>(nil)
}
