import Wire

extension Commands {
  func list(_ request: Request.List, for user: Identity) async throws(WireError) -> Reply {
    // Others' jobs are not there.
    guard user.isOperator || request.owner ?? user.name == user.name else {
      return .jobs(Reply.Jobs(jobs: [], more: false))
    }
    let jobs = try await stored { () async throws(StoreError) in
      // One more than asked for shows whether there are older ones.
      try await store.jobs(
        states: request.states.map { JobState($0) }, task: request.task,
        owner: user.isOperator ? request.owner : user.name, label: request.label, limit: request.limit + 1,
        longest: ItemInfo.excerptLength)
    }
    return .jobs(
      Reply.Jobs(jobs: jobs.prefix(request.limit).map { JobInfo($0) }, more: jobs.count > request.limit))
  }
}
