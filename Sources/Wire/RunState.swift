/// Where a job or an item stands: `queued → running → done | failed | cancelled`.
public enum RunState: String, Codable, Sendable, CaseIterable {
  case queued
  case running
  case done
  case failed
  case cancelled

  /// Whether nothing can change any more.
  public var isFinal: Bool {
    switch self {
    case .queued, .running: false
    case .done, .failed, .cancelled: true
    }
  }
}

/// How many items, or jobs, are in each state.
public struct StateCounts: Codable, Sendable, Equatable {
  public var queued: Int
  public var running: Int
  public var done: Int
  public var failed: Int
  public var cancelled: Int

  public init(queued: Int = 0, running: Int = 0, done: Int = 0, failed: Int = 0, cancelled: Int = 0) {
    self.queued = queued
    self.running = running
    self.done = done
    self.failed = failed
    self.cancelled = cancelled
  }

  public var total: Int { queued + running + done + failed + cancelled }

  /// Those that are in a final state.
  public var ended: Int { done + failed + cancelled }
}
