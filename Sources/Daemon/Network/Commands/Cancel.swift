import Logging
import Wire

extension Commands {
  func cancel(_ request: Request.Cancel, for user: Identity) async throws(WireError) -> Reply {
    let job = try await job(named: request.job, for: user)
    let cancelled = try await stored { () async throws(StoreError) in
      try await store.cancel(job.id ?? 0, at: WallClock.now)
    }
    guard let cancelled else { throw Self.unknownJob(request.job) }
    scheduler.interrupt(cancelled.running)
    if !job.state.isFinal {
      logger.info("job cancelled", metadata: ["job": "\(request.job)"])
      scheduler.publish(cancelled.job)
    }
    return .cancelling(
      Reply.Cancelling(
        job: request.job, state: RunState(cancelled.job.state), items: StateCounts(cancelled.job.counts)))
  }
}
