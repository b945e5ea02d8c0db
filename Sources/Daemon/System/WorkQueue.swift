import CCrash
import Dispatch
import Synchronization

/// Threads for work that computes or blocks for long: drawing pages, checking requests, reading models.
///
/// Swift's own pool has one thread for each core and must stay free to move messages.
final class WorkQueue: Sendable {
  private let lanes: [DispatchQueue]
  private let turn = Atomic<Int>(0)

  /// - Parameter width: how many pieces of work run at once.
  init(label: String, width: Int) {
    lanes = (0..<width).map { DispatchQueue(label: "\(label).\($0)") }
  }

  /// Runs `body` on one of the threads; the caller's task waits without holding a thread of the pool.
  func run<Value: Sendable, Failure: Error>(
    _ body: @Sendable @escaping () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let lane = lanes[Int(UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).oldValue) % UInt(lanes.count))]
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      lane.async {
        crash_prepare_thread()
        do throws(Failure) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}
