import Wire

extension Commands {
  func show(_ request: Request.Show) async throws(WireError) -> Reply {
    let job = try await job(named: request.job)
    let items = try await stored { () async throws(StoreError) in
      try await store.items(of: job.id ?? 0, from: request.from, limit: request.limit)
    }
    return .job(Reply.Job(info: JobInfo(job), items: items.map { ItemInfo($0, of: job) }))
  }
}
