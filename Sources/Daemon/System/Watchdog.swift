import Generation
import Glibc
import ServiceLifecycle

/// Tells systemd that the daemon is alive (`WatchdogSec`), and in a line what it does.
///
/// Alive is a daemon whose scheduler answers and whose engine, where it has sequences, has taken steps since the last time.
/// A process that merely has a thread left which can send a message is not.
final class Watchdog: Service {
  private let engine: Engine
  private let store: JobStore
  private let scheduler: Scheduler
  private let interval: Duration

  /// - Parameter interval: between two looks.
  init(engine: Engine, store: JobStore, scheduler: Scheduler, interval: Duration) {
    self.engine = engine
    self.store = store
    self.scheduler = scheduler
    self.interval = interval
  }

  /// Half of what systemd waits, which it says in `WATCHDOG_USEC`, and at most a few seconds, for the status line; nil
  /// where it does not wait.
  static func interval(microseconds: String? = getenv("WATCHDOG_USEC").map { String(cString: $0) }) -> Duration? {
    guard let wait = microseconds.flatMap({ Int($0) }), wait > 0 else { return nil }
    return min(.seconds(5), .microseconds(wait / 2))
  }

  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      var before: EngineStatistics?
      // The line asks the database, which may take its time; no sign of life waits for that.
      let line = SharedWork<Void>()
      while !Task.isCancelled {
        let now = engine.statistics
        if await scheduler.answers(), Self.isAlive(from: before, to: now) {
          ServiceManager.notify("WATCHDOG=1")
          Task { await line.run("status") { [self] in ServiceManager.notify("STATUS=\(await status(now))") } }
        }
        before = now
        try? await Task.sleep(for: interval)
      }
    }
  }

  /// Whether the engine makes progress between two looks, or has nothing to do.
  static func isAlive(from before: EngineStatistics?, to now: EngineStatistics) -> Bool {
    guard let before, before.activeSequences > 0, now.activeSequences > 0 else { return true }
    return now.steps != before.steps
  }

  /// The line that `systemctl status` shows.
  private func status(_ statistics: EngineStatistics) async -> String {
    guard let items = try? await store.openCounts() else { return "the job database does not answer" }
    return "\(items.running) items run, \(items.queued) wait; \(statistics.activeSequences) sequences in the engine"
  }
}
