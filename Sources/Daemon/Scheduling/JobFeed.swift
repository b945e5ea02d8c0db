import Synchronization

/// Tells those who watch a job what becomes of it: each change at once, progress a few times a second.
final class JobFeed: Sendable {
  struct Update: Sendable {
    var job: JobRecord
    /// Steps of the items that run now.
    var steps: ProgressBoard.Steps
  }

  /// Names a subscription.
  struct Token: Hashable, Sendable {
    fileprivate var number: Int
  }

  private struct Subscription: Sendable {
    var job: Int64
    var deliver: @Sendable (Update) -> Void
  }

  private struct State {
    var nextNumber = 0
    var subscriptions: [Token: Subscription] = [:]
    /// The last that is known of jobs that are watched.
    var latest: [Int64: JobRecord] = [:]
    /// Runs while anyone watches.
    var ticker: Task<Void, Never>?
  }

  private let progress: ProgressBoard
  private let state = Mutex(State())

  /// Time between two reports of progress.
  private static let interval = Duration.milliseconds(200)

  init(progress: ProgressBoard) {
    self.progress = progress
  }

  /// Begins to deliver a job's updates; `deliver` is called from any thread and must not wait.
  func subscribe(to job: Int64, deliver: @Sendable @escaping (Update) -> Void) -> Token {
    state.withLock { state in
      let token = Token(number: state.nextNumber)
      state.nextNumber += 1
      state.subscriptions[token] = Subscription(job: job, deliver: deliver)
      if state.ticker == nil { state.ticker = Task { [weak self] in await self?.tick() } }
      return token
    }
  }

  /// Ends a subscription.
  /// - Returns: whether it was there; of several callers one learns so that the end is its to tell.
  @discardableResult
  func unsubscribe(_ token: Token) -> Bool {
    state.withLock { state in
      guard let ended = state.subscriptions.removeValue(forKey: token) else { return false }
      if !state.subscriptions.values.contains(where: { $0.job == ended.job }) { state.latest[ended.job] = nil }
      return true
    }
  }

  /// Number of subscriptions.
  var count: Int { state.withLock { $0.subscriptions.count } }

  /// A job has changed.
  func publish(_ job: JobRecord) {
    guard let id = job.id else { return }
    let receivers = state.withLock { state in
      let receivers = state.subscriptions.values.filter { $0.job == id }
      if !receivers.isEmpty { state.latest[id] = job }
      return receivers
    }
    let update = Update(job: job, steps: progress.steps(ofJob: id))
    for receiver in receivers { receiver.deliver(update) }
  }

  private func tick() async {
    while true {
      try? await Task.sleep(for: Self.interval)
      let jobs = state.withLock { state -> [JobRecord]? in
        if state.subscriptions.isEmpty {
          state.ticker = nil
          return nil
        }
        return state.latest.values.filter { $0.state == .running }
      }
      guard let jobs else { return }
      for job in jobs { publishProgress(of: job) }
    }
  }

  /// Unlike `publish`, never puts an old record over a newer one.
  private func publishProgress(of job: JobRecord) {
    guard let id = job.id else { return }
    let receivers = state.withLock { state in
      state.latest[id]?.counts == job.counts ? state.subscriptions.values.filter { $0.job == id } : []
    }
    let update = Update(job: job, steps: progress.steps(ofJob: id))
    for receiver in receivers { receiver.deliver(update) }
  }
}
