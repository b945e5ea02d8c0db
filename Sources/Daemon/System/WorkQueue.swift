import CCrash
import Dispatch
import Synchronization

/// Threads for work that computes or blocks for long: drawing pages, checking requests, reading models.
///
/// Swift's own pool has one thread for each core and must stay free to move messages.
final class WorkQueue: Sendable {
  private typealias Work = @Sendable () -> Void

  /// Which threads have nothing to do, and what waits for one, in the order of arrival.
  private struct State {
    var free: [Int]
    var waiting: [Work?] = []
    /// The first of `waiting` that was not taken; those before it are nil.
    var next = 0

    mutating func take() -> Work? {
      guard next < waiting.count else { return nil }
      let work = waiting[next]
      waiting[next] = nil
      next += 1
      if next == waiting.count || next >= 1024 && 2 * next >= waiting.count {
        waiting.removeFirst(next)
        next = 0
      }
      return work
    }
  }

  private let lanes: [DispatchQueue]
  private let state: Mutex<State>

  /// - Parameter width: how many pieces of work run at once.
  init(label: String, width: Int) {
    lanes = (0..<width).map { DispatchQueue(label: "\(label).\($0)") }
    state = Mutex(State(free: Array(0..<width)))
  }

  /// Runs `body` on the first thread that is free; the caller's task waits without holding a thread of the pool.
  func run<Value: Sendable, Failure: Error>(
    _ body: @Sendable @escaping () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      start {
        do throws(Failure) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  /// Gives work to a free thread, or lets it wait for one: a piece that takes long never holds up others behind it while
  /// a thread has nothing to do.
  private func start(_ work: @escaping Work) {
    let lane = state.withLock { state -> Int? in
      guard let lane = state.free.popLast() else {
        state.waiting.append(work)
        return nil
      }
      return lane
    }
    guard let lane else { return }
    lanes[lane].async { self.carryOut(work, on: lane) }
  }

  private func carryOut(_ work: Work, on lane: Int) {
    crash_prepare_thread()
    work()
    while let next = next(on: lane) { next() }
  }

  /// What waits next; without any the thread is free.
  private func next(on lane: Int) -> Work? {
    state.withLock { state in
      let work = state.take()
      if work == nil { state.free.append(lane) }
      return work
    }
  }
}
