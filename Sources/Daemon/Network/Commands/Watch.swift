import PluginAPI
import Wire

extension Commands {
  /// Answers with where the job stands; unless that is its end, further events follow.
  func watch(_ request: Request.Watch, from client: Client, for user: Identity) async throws(WireError) -> Reply {
    let job = try await job(named: request.job, for: user)
    guard !job.state.isFinal else {
      let look = request.preview ? feed.update(job, previewed: true).look : nil
      return .event(Reply.Event(JobFeed.Update(job: job, steps: .init(), look: look)))
    }
    watches.begin(job, previewed: request.preview, for: client)
    // So may the client's right to watch anything have ended since it was looked at.
    do throws(WireError) {
      if let now = try rights.knownIdentity(of: client.credential), now != user { throw Rights.keyChange }
    } catch {
      watches.end(request.job, for: client.peer)
      throw error
    }
    // The job may have ended between reading it and watching it; then nobody else tells of it any more.
    let again = try await self.job(named: request.job, for: user)
    if again.state.isFinal { watches.end(request.job, for: client.peer) } else { feed.renew(again) }
    var event = Reply.Event(feed.update(again, previewed: request.preview))
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
      secondsLeft: secondsLeft, preview: update.look.map(JobPreview.init))
  }
}

extension JobPreview {
  init(_ look: ProgressBoard.Look) {
    switch look.preview {
    case .text(let text): self.init(item: look.item, text: text)
    case .ink(let lines): self.init(item: look.item, ink: lines.map(Line.init))
    }
  }
}

extension JobPreview.Line {
  init(_ line: Preview.Line) {
    self.init(
      text: line.text, isComplete: line.isComplete,
      strokes: line.strokes.map { stroke in stroke.flatMap { [Self.hundredths($0.x), Self.hundredths($0.y)] } })
  }

  /// Ink gone astray stays within what every JSON reader takes.
  private static func hundredths(_ length: Float) -> Int { Int(max(-1e6, min(1e6, length * 100)).rounded()) }
}
