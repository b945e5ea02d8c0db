import Synchronization

/// Tells those who watch a job what becomes of it: each change of state and, a few times a second, its progress.
final class JobFeed: Sendable {
  struct Update: Sendable {
    var job: JobRecord
    var steps: ProgressBoard.Steps
    /// Nil until two looks lie apart.
    var stepsPerSecond: Double? = nil
    /// Where somebody wants to see it.
    var look: ProgressBoard.Look? = nil
  }

  /// Names a subscription.
  struct Token: Hashable, Sendable {
    fileprivate var number: Int
  }

  private struct Subscription: Sendable {
    var job: Int64
    var isPreviewed: Bool
    var deliver: @Sendable (Update) -> Void
  }

  /// A job that somebody watches.
  private struct Watched {
    /// The last that is known of it.
    var latest: JobRecord
    /// Whether it changed since it was last delivered.
    var changed = true
    /// Whether `latest` is from somebody who changed the job, rather than from who began to watch it.
    var isPublished = false
    var rate: Double?
    var lastLook: (time: ContinuousClock.Instant, taken: Int)?
    /// When it was last delivered, or first watched.
    var delivered = ContinuousClock.now

    func isDue(_ idle: Duration) -> Bool {
      changed || latest.state == .running || !latest.state.isFinal && .now - delivered >= idle
    }
  }

  private struct State {
    var nextNumber = 0
    var subscriptions: [Token: Subscription] = [:]
    var watched: [Int64: Watched] = [:]
    /// Runs while anyone watches.
    var ticker: Task<Void, Never>?
  }

  private let progress: ProgressBoard
  private let idle: Duration
  private let state = Mutex(State())
  /// One delivery at a time: none brings what another has overtaken.
  private let turn = Mutex(())

  /// Time between two deliveries: the protocol promises at most ten a second.
  private static let interval = Duration.milliseconds(125)

  /// - Parameters:
  ///   - progress: how far jobs are.
  ///   - idle: time after which a job of which there is nothing new is delivered all the same: whoever watched it may be
  ///     gone, which nobody finds out without sending something.
  init(progress: ProgressBoard, idle: Duration = .seconds(30)) {
    self.progress = progress
    self.idle = idle
  }

  /// Begins to deliver a job's updates; `deliver` is called from any thread and must not wait.
  /// - Parameters:
  ///   - job: the job as it stands; a newer record that came meanwhile is kept.
  ///   - previewed: whether updates have a look at what there is so far.
  func subscribe(
    to job: JobRecord, previewed: Bool = false, deliver: @Sendable @escaping (Update) -> Void
  ) -> Token {
    state.withLock { state in
      let token = Token(number: state.nextNumber)
      state.nextNumber += 1
      let id = job.id ?? 0
      state.subscriptions[token] = Subscription(job: id, isPreviewed: previewed, deliver: deliver)
      if state.watched[id] == nil { state.watched[id] = Watched(latest: job, changed: false) }
      if state.ticker == nil { state.ticker = Task { [weak self] in await self?.tick() } }
      return token
    }
  }

  /// A job as it stood after somebody began to watch it: it may have changed between the reading and the watching, when
  /// nobody was told. What was published since counts more.
  func renew(_ job: JobRecord) {
    state.withLock { state in
      guard let id = job.id, let watched = state.watched[id], !watched.isPublished else { return }
      state.watched[id]?.latest = job
    }
  }

  /// Ends a subscription.
  func unsubscribe(_ token: Token) {
    state.withLock { state in
      guard let ended = state.subscriptions.removeValue(forKey: token) else { return }
      if !state.subscriptions.values.contains(where: { $0.job == ended.job }) { state.watched[ended.job] = nil }
    }
  }

  /// A job as it stands, for a first answer.
  func update(_ job: JobRecord, previewed: Bool = false) -> Update {
    Update(
      job: job, steps: progress.steps(of: job.id ?? 0, counts: job.counts),
      look: previewed ? progress.look(at: job.id ?? 0) : nil)
  }

  /// A job has changed. Its end is delivered at once, anything else with the next tick. Many publish side by side; what one
  /// of them knew before a job's end counts no more after it.
  func publish(_ job: JobRecord) {
    guard let id = job.id else { return }
    state.withLock { state in
      if let known = state.watched[id]?.latest, known.state.isFinal, !job.state.isFinal { return }
      state.watched[id]?.latest = job
      state.watched[id]?.changed = true
      state.watched[id]?.isPublished = true
    }
    if job.state.isFinal {
      deliver(id)
      progress.forget(id)
    }
  }

  private func tick() async {
    while true {
      try? await Task.sleep(for: Self.interval)
      let jobs = state.withLock { state -> [Int64]? in
        guard !state.subscriptions.isEmpty else {
          state.ticker = nil
          return nil
        }
        return state.watched.filter { $0.value.isDue(idle) }.map(\.key)
      }
      guard let jobs else { return }
      for job in jobs { deliver(job) }
    }
  }

  private func deliver(_ id: Int64) {
    // What takes time comes first: nothing may come between taking the latest that is known and handing it out.
    let isPreviewed = state.withLock { state in
      state.subscriptions.values.contains { $0.job == id && $0.isPreviewed }
    }
    let look = isPreviewed ? progress.look(at: id) : nil
    turn.withLock { _ in
      guard let (update, receivers) = take(id) else { return }
      var previewed = update
      previewed.look = look
      for receiver in receivers { receiver.deliver(receiver.isPreviewed ? previewed : update) }
    }
  }

  /// What is to be delivered of a job, and to whom; nil when another delivery has seen to it.
  private func take(_ id: Int64) -> (update: Update, receivers: [Subscription])? {
    state.withLock { state in
      guard var watched = state.watched[id], watched.isDue(idle) else { return nil }
      let steps = progress.steps(of: id, counts: watched.latest.counts)
      let now = ContinuousClock.now
      if let last = watched.lastLook, steps.taken >= last.taken {
        let rate = Double(steps.taken - last.taken) / max(1e-3, (now - last.time) / .seconds(1))
        // Mostly the past, a little of the present: the time left should not jump.
        watched.rate = watched.rate.map { 0.9 * $0 + 0.1 * rate } ?? rate
      }
      watched.lastLook = (now, steps.taken)
      watched.delivered = now
      watched.changed = false
      state.watched[id] = watched
      let update = Update(job: watched.latest, steps: steps, stepsPerSecond: watched.rate)
      return (update, state.subscriptions.values.filter { $0.job == id })
    }
  }
}
