import Synchronization

/// How fast items come to their ends while any run, from which it is told when a job will begin and end.
final class Pace: Sendable {
  private struct State {
    var items = 0.0
    var seconds = 0.0
    /// Since when items have been running without a break that was not counted yet.
    var busySince: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// What was measured so many seconds ago counts half.
  private static let halfLife = 120.0

  /// Items have been started; so many run.
  func started(items: Int, at now: ContinuousClock.Instant = .now) {
    guard items > 0 else { return }
    state.withLock { state in
      if state.busySince == nil { state.busySince = now }
    }
  }

  /// An item has come to its end; so many still run.
  func ended(itemsLeft: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      guard let since = state.busySince else { return }
      let seconds = (now - since) / .seconds(1)
      let kept = Self.fraction(after: seconds)
      state.items = state.items * kept + 1
      state.seconds = state.seconds * kept + seconds
      state.busySince = itemsLeft > 0 ? now : nil
    }
  }

  /// 2 to the power of minus `seconds` by the half-life, near enough.
  private static func fraction(after seconds: Double) -> Double { 1 / (1 + 0.6931471805599453 * seconds / halfLife) }

  /// Items a second; nil before the first has ended.
  var itemsPerSecond: Double? {
    state.withLock { $0.items >= 1 && $0.seconds > 0 ? $0.items / $0.seconds : nil }
  }

  /// When a job will begin and end, in seconds from now.
  /// - Parameters:
  ///   - ahead: items that come before its own.
  ///   - own: its items that have not ended.
  func forecast(ahead: Int, own: Int) -> (begin: Double, end: Double)? {
    itemsPerSecond.map { (Double(ahead) / $0, Double(ahead + own) / $0) }
  }
}
