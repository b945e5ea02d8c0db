import Wire

extension Commands {
  /// Answers with where the job stands; unless that is its end, further events follow.
  func watch(_ request: Request.Watch, from client: Client, for user: Identity) async throws(WireError) -> Reply {
    let job = try await job(named: request.job, for: user)
    guard !job.state.isFinal else { return .event(Reply.Event(JobFeed.Update(job: job, steps: .init()))) }
    watches.begin(job, for: client)
    // The job may have ended between reading it and watching it; then nobody else tells of it any more.
    let again = try await self.job(named: request.job, for: user)
    if again.state.isFinal { watches.end(request.job, for: client.peer) }
    var event = Reply.Event(feed.update(again))
    if again.state == .queued { event.forecast = try await forecast(of: again) }
    return .event(event)
  }

  func unwatch(_ request: Request.Unwatch, from client: Client) -> Reply {
    watches.end(request.job, for: client.peer)
    return .unwatched(Reply.Unwatched(job: request.job))
  }
}

extension Reply.Event {
  init(_ update: JobFeed.Update) {
    let left = Double(update.steps.expected - update.steps.taken)
    var secondsLeft: Double?
    if let rate = update.stepsPerSecond, rate > 0, left > 0 { secondsLeft = left / rate }
    self.init(
      job: update.job.name, state: RunState(update.job.state), items: StateCounts(update.job.counts),
      stepsDone: update.steps.taken, stepsEstimated: update.steps.expected, stepsPerSecond: update.stepsPerSecond,
      secondsLeft: secondsLeft)
  }
}
