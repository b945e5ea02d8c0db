import Wire

extension Commands {
  func show(_ request: Request.Show, for user: Identity) async throws(WireError) -> Reply {
    let job = try await job(named: request.job, for: user)
    let items = try await stored { () async throws(StoreError) in
      try await store.items(of: job.id ?? 0, from: request.from, limit: request.limit) { ItemInfo($0, of: job) }
    }
    return .job(Reply.Job(info: JobInfo(job), items: items, forecast: try await forecast(of: job)))
  }

  /// When a job will begin and end.
  func forecast(of job: JobRecord) async throws(WireError) -> Forecast? {
    guard !job.state.isFinal, !job.held, !job.isBlocked else { return nil }
    let ahead =
      job.state == .queued
      ? try await stored { () async throws(StoreError) in try await store.itemsAhead(of: job) } : 0
    let times = pace.forecast(ahead: ahead, own: job.counts.queued + job.counts.running)
    let now = WallClock.now
    return Forecast(
      itemsAhead: ahead, begins: job.state == .queued ? times.map { now + $0.begin } : nil,
      ends: times.map { now + $0.end })
  }
}
