import Glibc
import Synchronization

/// One thread that advances batches, one for each model it has sequences of.
final class EngineThread: Sendable {
  /// Sequences of one model that run together; more wait until one leaves. Larger batches are hardly faster.
  static let largestBatch = 64

  private let mailbox = Mailbox<Arrival>()
  private let held = Atomic(0)
  private let running = Atomic(0)
  private let steps = Atomic(0)
  private let handle = Mutex<pthread_t?>(nil)

  init() {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { pointer in
        Unmanaged<EngineThread>.fromOpaque(pointer!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no engine thread can be started: \(String(cString: strerror(code)))")
    handle.withLock { $0 = thread }
  }

  /// Sequences that this thread has, running or waiting.
  var load: Int { held.load(ordering: .relaxed) }

  var statistics: EngineStatistics {
    let active = running.load(ordering: .relaxed)
    return EngineStatistics(
      activeSequences: active, waitingSequences: max(load - active, 0), steps: steps.load(ordering: .relaxed))
  }

  func post(_ arrival: Arrival) {
    held.add(1, ordering: .relaxed)
    if !mailbox.post(arrival) {
      held.subtract(1, ordering: .relaxed)
      arrival.ticket.settle(.failure(EngineError.stopped))
    }
  }

  func close() { mailbox.close() }

  /// Waits until the thread has ended; at once when called on the thread itself.
  func join() {
    let thread = handle.withLock { handle in
      let thread = handle
      handle = nil
      return thread
    }
    guard let thread else { return }
    if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
  }

  private func run() {
    var batches: [ObjectIdentifier: (model: LoadedModel, batch: Batch)] = [:]
    var order: [ObjectIdentifier] = []
    var waiting: [Arrival] = []
    while let arrivals = mailbox.take(waiting: order.isEmpty && waiting.isEmpty) {
      let before = batches.values.reduce(waiting.count + arrivals.count) { $0 + $1.batch.count }
      waiting += arrivals
      waiting.removeAll { arrival in
        if arrival.ticket.isCancelled {
          arrival.ticket.settle(.failure(CancellationError()))
          return true
        }
        let key = ObjectIdentifier(arrival.model)
        if batches[key] == nil {
          batches[key] = (arrival.model, Batch(arrival.model))
          order.append(key)
        }
        guard let batch = batches[key]?.batch, batch.count < Self.largestBatch else { return false }
        batch.join(arrival)
        return true
      }
      for key in order {
        guard let batch = batches[key]?.batch else { continue }
        steps.add(batch.step(), ordering: .relaxed)
        if batch.count == 0 { batches[key] = nil }
      }
      order.removeAll { batches[$0] == nil }
      let active = batches.values.reduce(0) { $0 + $1.batch.count }
      running.store(active, ordering: .relaxed)
      held.subtract(before - active - waiting.count, ordering: .relaxed)
    }
    for (_, batch) in batches.values { batch.abandon(EngineError.stopped) }
    for arrival in waiting { arrival.ticket.settle(.failure(EngineError.stopped)) }
    running.store(0, ordering: .relaxed)
    held.store(0, ordering: .relaxed)
  }
}
