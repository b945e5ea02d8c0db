/// Where a job or an item stands.
enum JobState: String, Codable, Sendable, CaseIterable {
  /// Accepted and on disk, not begun.
  case queued
  /// Begun; a job stays here until its last item has ended.
  case running
  case done
  case failed
  case cancelled

  /// Every legal change of state, of jobs and of items alike.
  ///
  /// `running → queued` is what a restart does with work that the old process did not finish; `queued → failed` sets
  /// aside an item that took the process down too often, or whose model is gone.
  private static let transitions: [JobState: Set<JobState>] = [
    .queued: [.running, .failed, .cancelled],
    .running: [.queued, .done, .failed, .cancelled],
    .done: [],
    .failed: [],
    .cancelled: [],
  ]

  /// Whether nothing can change any more.
  var isFinal: Bool { Self.transitions[self, default: []].isEmpty }

  func mayBecome(_ next: JobState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }
}

/// How many items are in each state; of one job's items, the job's own state follows from it.
struct ItemCounts: Sendable, Equatable {
  var queued = 0
  var running = 0
  var done = 0
  var failed = 0
  var cancelled = 0

  var total: Int { queued + running + done + failed + cancelled }

  subscript(state: JobState) -> Int {
    get {
      switch state {
      case .queued: queued
      case .running: running
      case .done: done
      case .failed: failed
      case .cancelled: cancelled
      }
    }
    set {
      switch state {
      case .queued: queued = newValue
      case .running: running = newValue
      case .done: done = newValue
      case .failed: failed = newValue
      case .cancelled: cancelled = newValue
      }
    }
  }

  /// A cancelled item tells more of what happened than a failed one: someone ended the job on purpose.
  var jobState: JobState {
    if queued == total { return .queued }
    if queued + running > 0 { return .running }
    if cancelled > 0 { return .cancelled }
    return failed > 0 ? .failed : .done
  }
}
