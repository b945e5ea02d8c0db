import Wire

extension Commands {
  func list(_ request: Request.List) async throws(WireError) -> Reply {
    let jobs = try await stored { () async throws(StoreError) in
      // One more than asked for shows whether there are older ones.
      try await store.jobs(
        states: request.states.map { JobState($0) }, task: request.task, owner: request.owner,
        limit: request.limit + 1)
    }
    return .jobs(
      Reply.Jobs(jobs: jobs.prefix(request.limit).map { JobInfo($0) }, more: jobs.count > request.limit))
  }
}
