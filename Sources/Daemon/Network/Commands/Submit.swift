import Logging
import PluginAPI
import Wire

extension Commands {
  /// Checks a job whole, writes it down, and only then answers.
  func submit(_ request: Request.Submit, for user: Identity) async throws(WireError) -> Reply {
    models.beginAccepting()
    defer { models.endAccepting() }
    let limits = configuration.limits
    let checked: NewJob
    do throws(WireError) {
      checked = try await check(request, of: user, within: limits)
    } catch {
      guard let earlier = await work.run({ repeated(request, of: user) }) else { throw error }
      return submitted(earlier)
    }
    let job = try await stored { () async throws(StoreError) in
      try await store.submit(checked, at: WallClock.now)
    }
    log([job])
    if Self.mayBegin(job) { scheduler.wake() }
    return submitted(job)
  }

  /// Checks a submission on a thread that may take long; one that is sent again meanwhile gets what comes of the first.
  private func check(
    _ request: Request.Submit, of user: Identity, within limits: Configuration.Limits
  ) async throws(WireError) -> NewJob {
    let look = { @Sendable () async -> Result<NewJob, WireError> in
      await checks.run {
        Result { () throws(WireError) in try check(request, of: user, within: limits) }
      }
    }
    guard let key = request.key else { return try await look().get() }
    return try await checked.run("\(user.name)\n\(key)", look).get()
  }

  /// The job that a submission with the same key made, which may not be made any more: its deadline is over, its model gone.
  func repeated(_ request: Request.Submit, of user: Identity) -> JobRecord? {
    request.key.flatMap { try? store.job(key: $0, owner: user.name) }
  }

  /// Writes down jobs that came together and were checked, in one transaction, and gives each its answer. Waits for the
  /// disk on the caller's thread.
  func write(_ jobs: [Submission]) -> [Reply] {
    guard !jobs.isEmpty else { return [] }
    do throws(StoreError) {
      let results = try store.submit(jobs)
      let accepted = results.compactMap { try? $0.get() }
      log(accepted)
      if accepted.contains(where: Self.mayBegin) { scheduler.wake() }
      return results.map { result in
        switch result {
        case .success(let job): submitted(job)
        case .failure(let error): .error(WireError(error))
        }
      }
    } catch {
      let error = WireError(error)
      return jobs.map { _ in .error(error) }
    }
  }

  /// One line for all: each takes its time.
  private func log(_ jobs: [JobRecord]) {
    guard let first = jobs.first else { return }
    let items = jobs.reduce(0) { $0 + $1.counts.total }
    if jobs.count == 1 {
      logger.info("job accepted", metadata: ["job": "\(first.name)", "task": "\(first.task)", "items": "\(items)"])
    } else {
      let names = jobs.map(\.name).joined(separator: " ")
      logger.info("jobs accepted", metadata: ["jobs": "\(names)", "items": "\(items)"])
    }
  }

  /// What cannot begin yet wakes nobody, unless its deadline has to be waited for.
  private static func mayBegin(_ job: JobRecord) -> Bool { !(job.held || job.isBlocked) || job.deadline != nil }

  func submitted(_ job: JobRecord) -> Reply {
    .submitted(
      Reply.Submitted(
        job: job.name, items: job.counts.total, model: job.model, modelDigest: job.modelDigest, seed: job.seed,
        format: job.format))
  }

  func unknownTask(_ name: String) -> WireError {
    let names = plugins.descriptors.map(\.name)
    return WireError(
      .unknownTask, "there is no task '\(name)'",
      advice: names.isEmpty ? "the daemon has found no plugins" : "choose one of \(names.joined(separator: ", "))")
  }
}
