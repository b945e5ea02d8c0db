import Logging
import Wire

extension Commands {
  func hold(_ request: Request.Hold, for user: Identity) async throws(WireError) -> Reply {
    try await set(held: true, request.job, for: user)
  }

  func release(_ request: Request.Release, for user: Identity) async throws(WireError) -> Reply {
    let reply = try await set(held: false, request.job, for: user)
    scheduler.wake()
    return reply
  }

  private func set(held: Bool, _ name: String, for user: Identity) async throws(WireError) -> Reply {
    let id = try await job(named: name, for: user).id ?? 0
    let found = try await stored { () async throws(StoreError) in try await store.hold(id, held) }
    guard let job = found else { throw Self.unknownJob(name) }
    logger.info(held ? "job held" : "job released", metadata: ["job": "\(name)"])
    return .holding(Reply.Holding(job: name, state: RunState(job.state), held: job.held))
  }
}
