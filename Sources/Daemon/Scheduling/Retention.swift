import Logging
import ServiceLifecycle

/// Removes jobs that ended long ago, and the oldest ones where results take more room than they may.
final class Retention: Service {
  private let store: JobStore
  private let results: ResultStore
  private let rule: @Sendable () -> Configuration.Retention
  private let work: WorkQueue
  private let logger: Logger

  private static let interval = Duration.seconds(60)

  /// - Parameters:
  ///   - rule: asked anew each time.
  ///   - work: where files are removed.
  init(
    store: JobStore, results: ResultStore, rule: @autoclosure @escaping @Sendable () -> Configuration.Retention,
    work: WorkQueue, logger: Logger
  ) {
    self.store = store
    self.results = results
    self.rule = rule
    self.work = work
    self.logger = logger
  }

  /// Looks once a minute, as long as the clock can be trusted, until graceful shutdown.
  func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      await work.run { [results] in results.removeLeftovers() }
      var clock = SteadyClock(wall: WallClock.now, time: .now)
      while !Task.isCancelled {
        let now = WallClock.now
        let (jumped, isTrusted) = clock.look(wall: now, time: .now)
        if jumped { logger.warning("the clock was set; no job is removed for an hour") }
        if isTrusted { await sweep(at: now) }
        try? await Task.sleep(for: Self.interval)
      }
    }
  }

  /// Removes what has outlived its time.
  func sweep(at now: Double) async {
    let rule = rule()
    guard rule.isBounded else { return }
    do {
      var removed = 0
      repeat {
        removed = 0
        let jobs = try await store.outlived(
          before: rule.days > 0 ? now - Double(rule.days) * 86_400 : nil,
          beyond: rule.mebibytes > 0 ? rule.mebibytes << 20 : nil)
        for job in jobs where try await store.remove(job) {
          await work.run { [results] in results.remove(job: job) }
          logger.info("job removed, its time was over", metadata: ["job": "\(job)"])
          removed += 1
        }
        // The store names so many at once; those that follow need not wait a minute.
      } while removed >= JobStore.outlivedAtOnce && !Task.isCancelled
    } catch {
      logger.error("old jobs cannot be removed", metadata: ["reason": "\(error)"])
    }
  }
}
