import Glibc
import Synchronization

/// One thread that advances batches, one for each model it has sequences of.
final class EngineThread: Sendable {
  /// Sequences of one model that run together; more wait until one leaves. Larger batches are hardly faster.
  static let largestBatch = 128

  private let crew: Crew
  private let desk: Desk?
  private let mailbox = Mailbox<Arrival>()
  private let held = Atomic(0)
  private let running = Atomic(0)
  private let steps = Atomic(0)
  private let batchSteps = Atomic(0)
  private let stateBytes = Atomic(0)
  private let handle = Mutex<pthread_t?>(nil)

  /// - Parameter index: the thread's place in the crew.
  init(_ index: Int, of crew: Crew) {
    self.crew = crew
    desk = crew.desks.count > 1 ? crew.desks[index] : nil
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
    var statistics = EngineStatistics()
    statistics.activeSequences = active
    statistics.waitingSequences = max(load - active, 0)
    statistics.steps = steps.load(ordering: .relaxed)
    statistics.batchSteps = batchSteps.load(ordering: .relaxed)
    statistics.stateBytes = stateBytes.load(ordering: .relaxed)
    return statistics
  }

  func post(_ arrival: Arrival) {
    count(1)
    if !mailbox.post(arrival) {
      count(-1)
      arrival.ticket.settle(.failure(EngineError.stopped))
    }
  }

  /// Wakes the thread if it sleeps, to help others.
  func nudge() {
    if load == 0 { mailbox.nudge() }
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

  private func count(_ sequences: Int) {
    held.add(sequences, ordering: .relaxed)
    crew.count(sequences)
  }

  /// What has arrived; sleeps, or helps other threads, while there is nothing to do.
  private func arrivals(isIdle: Bool) -> [Arrival]? {
    guard isIdle else { return mailbox.take(waiting: false) }
    if desk != nil && crew.hasWork { crew.help { mailbox.hasMail } }
    return mailbox.take(waiting: !crew.hasWork || desk == nil)
  }

  private func run() {
    var batches = BatchSet(desk: desk)
    var activeBefore = 0
    while let arrivals = arrivals(isIdle: batches.isEmpty) {
      let before = batches.count
      batches.admit(arrivals, upTo: Self.largestBatch)
      for batch in batches.running {
        steps.add(batch.step(), ordering: .relaxed)
        batchSteps.add(1, ordering: .relaxed)
      }
      let (after, active) = (batches.count, batches.active)
      // Most steps change nothing of this, and adding it up takes longer than a small step.
      guard !arrivals.isEmpty || after != before || active != activeBefore else { continue }
      activeBefore = active
      batches.removeEmpty()
      stateBytes.store(batches.bytes, ordering: .relaxed)
      running.store(active, ordering: .relaxed)
      count(after - before - arrivals.count)
    }
    batches.abandon(EngineError.stopped)
    running.store(0, ordering: .relaxed)
    stateBytes.store(0, ordering: .relaxed)
    count(-load)
  }
}
