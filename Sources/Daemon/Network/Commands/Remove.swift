import Logging
import Wire

extension Commands {
  func remove(_ request: Request.Remove, for user: Identity) async throws(WireError) -> Reply {
    let job = try await job(named: request.job, for: user)
    let id = job.id ?? 0
    let removed = try await stored { () async throws(StoreError) in try await store.remove(id) }
    guard removed else {
      throw WireError(
        .notFinished, "the job \(request.job) has not ended", advice: "cancel it first, or wait for it")
    }
    await work.run { results.remove(job: id) }
    logger.info("job removed", metadata: ["job": "\(request.job)"])
    return .removed(Reply.Removed(job: request.job))
  }
}
