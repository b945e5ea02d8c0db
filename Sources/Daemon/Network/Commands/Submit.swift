import Logging
import PluginAPI
import Wire

extension Commands {
  /// Checks a job whole, writes it down, and only then answers.
  func submit(_ request: Request.Submit, for user: Identity) async throws(WireError) -> Reply {
    models.beginAccepting()
    defer { models.endAccepting() }
    let limits = configuration.limits
    let checked = try await work.run { () throws(WireError) in try check(request, of: user, within: limits) }
    let job = try await stored { () async throws(StoreError) in
      try await store.submit(checked, at: WallClock.now)
    }
    if Self.mayBegin(job) { scheduler.wake() }
    return accepted(job)
  }

  /// The same for jobs that came together, all in one transaction; each has its own answer. Waits for the disk on the
  /// caller's thread.
  func submit(_ group: [(request: Request.Submit, user: Identity)]) -> [Reply] {
    models.beginAccepting()
    defer { models.endAccepting() }
    let limits = configuration.limits
    var replies: [Reply?] = []
    var sound: [Submission] = []
    for (request, user) in group {
      do throws(WireError) {
        sound.append(Submission(job: try check(request, of: user, within: limits), time: WallClock.now))
        replies.append(nil)
      } catch {
        replies.append(.error(error))
      }
    }
    var written = written(sound).makeIterator()
    return replies.map { $0 ?? written.next() ?? .error(WireError(.internal, "the job has no result")) }
  }

  private func written(_ jobs: [Submission]) -> [Reply] {
    guard !jobs.isEmpty else { return [] }
    do throws(StoreError) {
      let results = try store.submit(jobs)
      if results.contains(where: { (try? $0.get()).map(Self.mayBegin) ?? false }) { scheduler.wake() }
      return results.map { result in
        switch result {
        case .success(let job): accepted(job)
        case .failure(let error): .error(WireError(error))
        }
      }
    } catch {
      let error = WireError(error)
      return jobs.map { _ in .error(error) }
    }
  }

  /// What cannot begin yet wakes nobody, unless its deadline has to be waited for.
  private static func mayBegin(_ job: JobRecord) -> Bool { !(job.held || job.isBlocked) || job.deadline != nil }

  /// The answer once a job is on disk.
  private func accepted(_ job: JobRecord) -> Reply {
    logger.info(
      "job accepted", metadata: ["job": "\(job.name)", "task": "\(job.task)", "items": "\(job.counts.total)"])
    return .submitted(
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
