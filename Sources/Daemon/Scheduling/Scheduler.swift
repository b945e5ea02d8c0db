import Logging
import ServiceLifecycle
import Synchronization

/// Keeps as many items running as the configuration allows; the only one that starts, ends and interrupts them.
///
/// Everything that happens reaches it as an event, one after the other.
final class Scheduler: Service {
  private let store: JobStore
  private let runner: ItemRunner
  private let feed: JobFeed
  private let concurrentItems: Int
  private let pace: Pace
  private let metrics: Metrics
  private let logger: Logger
  private let events: AsyncStream<Event>
  private let send: AsyncStream<Event>.Continuation
  /// Ends that the loop has not seen yet; those who come while it waits for the disk are recorded together.
  private let ends = Mutex<[(key: ItemKey, end: ItemRunner.End)]>([])

  private enum Event: Sendable {
    /// There may be something to start.
    case wake
    /// Items have ended; they stand in `ends`.
    case ended
    case interrupt([ItemKey])
    /// The pause after a failure of the disk is over.
    case resume
    /// Somebody asks whether the loop still turns.
    case ping(CheckedContinuation<Bool, Never>)
    /// A deadline may have come.
    case deadline
    case stop
  }

  /// What the event loop keeps between events.
  private struct State {
    var running: [ItemKey: Task<Void, Never>] = [:]
    /// Whether the one running item is under suspicion and has to stay alone.
    var isolated = false
    /// Ends that could not be recorded yet.
    var unrecorded: [(key: ItemKey, end: ItemRunner.End)] = []
    /// Whether the disk failed a moment ago; nothing is started or recorded until the pause is over.
    var paused = false
    var stopping = false
    /// The deadline that is waited for.
    var deadline: (time: Double, wait: Task<Void, Never>)?
  }

  /// The longest that is waited for a deadline before the clock is looked at again, since it may have been set meanwhile.
  private static let longestWait = 3600.0

  /// How long to let a disk alone that failed.
  private static let retryPause = Duration.seconds(2)

  init(
    store: JobStore, runner: ItemRunner, feed: JobFeed, pace: Pace, metrics: Metrics, concurrentItems: Int,
    logger: Logger
  ) {
    self.store = store
    self.runner = runner
    self.feed = feed
    self.concurrentItems = concurrentItems
    self.pace = pace
    self.metrics = metrics
    self.logger = logger
    (events, send) = AsyncStream.makeStream()
  }

  /// Says that there may be something to start.
  func wake() { send.yield(.wake) }

  /// Returns once the loop has come to this question: never, if something holds it up.
  func answers() async -> Bool {
    await withCheckedContinuation { answer in
      if case .enqueued = send.yield(.ping(answer)) { return }
      answer.resume(returning: false)
    }
  }

  /// Stops items that were cancelled in the store; each leaves its batch within one step.
  func interrupt(_ keys: [ItemKey]) { send.yield(.interrupt(keys)) }

  /// Runs until graceful shutdown; items that run then go back into the queue.
  func run() async throws {
    send.yield(.deadline)
    await withTaskCancellationOrGracefulShutdownHandler {
      await loop()
      send.finish()
      // Whoever asked meanwhile is not left without an answer.
      for await event in events {
        if case .ping(let answer) = event { answer.resume(returning: false) }
      }
    } onCancelOrGracefulShutdown: {
      self.send.yield(.stop)
    }
  }

  private func loop() async {
    var state = State()
    for await event in events {
      switch event {
      case .ping(let answer): answer.resume(returning: true)
      case .wake: await expectDeadline(&state)
      case .deadline: await expire(&state)
      case .ended:
        let ended = ends.withLock { ends in
          defer { ends = [] }
          return ends
        }
        // An earlier event may have stood for this one as well.
        guard !ended.isEmpty else { continue }
        for (key, _) in ended {
          state.running[key] = nil
          pace.ended(itemsLeft: state.running.count)
        }
        if state.running.isEmpty { state.isolated = false }
        state.unrecorded += ended
      case .interrupt(let keys):
        for key in keys { state.running[key]?.cancel() }
      case .resume:
        state.paused = false
        await expectDeadline(&state)
      case .stop:
        state.stopping = true
        for task in state.running.values { task.cancel() }
      }
      if !state.paused || state.stopping { await record(&state) }
      if state.stopping {
        // What could not be recorded is found running by the next start, and runs again.
        if state.running.isEmpty { return }
      } else if !state.paused {
        await fill(&state)
      }
    }
  }

  /// Writes the ends of items into the store; after a failure the rest waits for the end of the pause.
  private func record(_ state: inout State) async {
    guard !state.unrecorded.isEmpty else { return }
    do {
      let (jobs, overtaken) = try await store.record(
        state.unrecorded.map { ($0.key, $0.end.ending) }, at: WallClock.now)
      discard(state.unrecorded.filter { overtaken.contains($0.key) }, state)
      for (key, end) in state.unrecorded where !overtaken.contains(key) {
        switch end {
        case .ended(.failed(let reason)):
          logger.warning("item failed", metadata: key.metadata.merging(["reason": "\(reason)"]) { $1 })
        case .notStored(let error):
          logger.error("a result cannot be kept", metadata: key.metadata.merging(["reason": "\(error)"]) { $1 })
          pause(&state)
        case .ended, .interrupted: break
        }
      }
      state.unrecorded = []
      for job in jobs { publish(job) }
    } catch {
      logger.error("ends of items cannot be recorded yet", metadata: ["reason": "\(error)"])
      pause(&state)
    }
  }

  /// Forgets what came of items that were cancelled or removed before they could be recorded.
  private func discard(_ overtaken: [(key: ItemKey, end: ItemRunner.End)], _ state: State) {
    guard !overtaken.isEmpty else { return }
    let written = overtaken.filter { $0.end.mayHaveWritten }.map(\.key)
    // The loop does not wait for this: whatever runs meanwhile has other items.
    if !written.isEmpty { Task { await runner.discard(written) } }
    let running = Set(state.running.keys.map(\.job))
    for job in Set(overtaken.map(\.key.job)) where !running.contains(job) { runner.progress.forget(job) }
  }

  /// Starts what waits, as far as there is room.
  private func fill(_ state: inout State) async {
    guard !state.isolated, state.running.count < concurrentItems else { return }
    do {
      let claims = try await store.claim(
        limit: concurrentItems - state.running.count, alone: state.running.isEmpty, at: WallClock.now)
      for claim in claims {
        state.isolated = claim.earlierAttempts >= JobStore.attemptsBeforeIsolation
        state.running[claim.key] = Task { [self] in
          let start = ContinuousClock.now
          metrics.observe(max(0, WallClock.now - claim.submitted), .waitSeconds, [("task", claim.task)])
          let end = await runner.run(claim)
          metrics.observe((.now - start) / .seconds(1), .itemSeconds, [("task", claim.task)])
          metrics.count(.itemsEnded, [("task", claim.task), ("outcome", end.word)])
          ends.withLock { $0.append((claim.key, end)) }
          send.yield(.ended)
        }
      }
      for id in Set(claims.map(\.key.job)) {
        if let job = try await store.job(id) { publish(job) }
      }
      pace.started(items: state.running.count)
    } catch {
      logger.error("nothing can be started now", metadata: ["reason": "\(error)"])
      pause(&state)
    }
  }

  /// Tells those who watch a job, and the jobs that follow it, what became of it.
  func publish(_ job: JobRecord) {
    if job.state.isFinal {
      logger.info("job ended", metadata: ["job": "\(job.id ?? 0)", "state": "\(job.state)"])
    }
    feed.publish(job)
    if job.state.isFinal { Task { await publishFollowers(of: job) } }
  }

  /// Those who wait for a job that follows one learn when it may begin, or never will.
  private func publishFollowers(of job: JobRecord) async {
    guard let followers = try? await store.followers(of: job.id ?? 0), !followers.isEmpty else { return }
    for follower in followers { publish(follower) }
    wake()
  }

  /// Waits for the next deadline, beside everything else.
  private func expectDeadline(_ state: inout State) async {
    guard let next = try? await store.nextDeadline() else { return }
    if let waited = state.deadline, waited.time <= next { return }
    state.deadline?.wait.cancel()
    let wait = Task { [send] in
      try? await Task.sleep(for: .seconds(min(max(0, next - WallClock.now), Self.longestWait)))
      if !Task.isCancelled { send.yield(.deadline) }
    }
    state.deadline = (next, wait)
  }

  /// Gives up what is late.
  private func expire(_ state: inout State) async {
    state.deadline = nil
    // With the end of the pause comes another look.
    guard !state.paused else { return }
    do {
      let endings = try await store.expire(at: WallClock.now)
      for key in endings.running { state.running[key]?.cancel() }
      for job in endings.jobs {
        logger.warning("the deadline of a job came before its end", metadata: ["job": "\(job.id ?? 0)"])
        publish(job)
      }
    } catch {
      logger.error("deadlines cannot be looked at", metadata: ["reason": "\(error)"])
      return pause(&state)
    }
    await expectDeadline(&state)
  }

  private func pause(_ state: inout State) {
    guard !state.paused else { return }
    state.paused = true
    Task { [send] in
      try? await Task.sleep(for: Self.retryPause)
      send.yield(.resume)
    }
  }
}

extension ItemKey {
  /// For log lines.
  fileprivate var metadata: Logger.Metadata { ["job": "\(job)", "item": "\(number)"] }
}
