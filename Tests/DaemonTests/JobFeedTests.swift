import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Daemon

/// What those who watch a job are told, and in which order.
@Suite struct JobFeedTests {
  private let folder = TemporaryFolder()
  private let store: JobStore

  init() throws { store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 1000)) }

  private func jobs(_ count: Int) async throws -> [JobRecord] {
    var jobs: [JobRecord] = []
    for _ in 0..<count { jobs.append(try await store.submit(.sample(), at: 1)) }
    return jobs
  }

  private func changed(_ job: JobRecord, to state: JobState) -> JobRecord {
    var job = job
    job.state = state
    return job
  }

  /// The states that were delivered.
  private final class Told: Sendable {
    let states = Mutex<[JobState]>([])
    func add(_ update: JobFeed.Update) { states.withLock { $0.append(update.job.state) } }
    var all: [JobState] { states.withLock { $0 } }
  }

  @Test func whatWasKnownBeforeAJobsEndIsNotToldAfterIt() async throws {
    let feed = JobFeed(progress: ProgressBoard())
    let (ended, other) = try await { ($0[0], $0[1]) }(jobs(2))
    let told = Told()
    let tokens = [feed.subscribe(to: ended) { told.add($0) }]
    feed.publish(changed(ended, to: .cancelled))
    feed.publish(changed(ended, to: .running))
    await threeTicks(of: feed, with: other)
    #expect(told.all == [.cancelled])
    for token in tokens { feed.unsubscribe(token) }
  }

  /// Waits until what another job has become was delivered three times.
  private func threeTicks(of feed: JobFeed, with other: JobRecord) async {
    let (ticks, tick) = AsyncStream<Void>.makeStream()
    let token = feed.subscribe(to: other) { _ in tick.yield() }
    defer { feed.unsubscribe(token) }
    feed.publish(changed(other, to: .running))
    var count = 0
    for await _ in ticks {
      count += 1
      if count == 3 { return }
    }
  }

  @Test func howeverManyPublishTheEndIsToldOnceAndLast() async throws {
    let feed = JobFeed(progress: ProgressBoard())
    let all = try await jobs(201)
    let watches = all.dropLast().map { job in
      let told = Told()
      return (job: job, told: told, token: feed.subscribe(to: job, previewed: true) { told.add($0) })
    }
    let publishers = 4
    for (job, _, _) in watches {
      DispatchQueue.concurrentPerform(iterations: publishers) { number in
        for _ in 0..<20 { feed.publish(changed(job, to: .running)) }
        if number == publishers - 1 { feed.publish(changed(job, to: .done)) }
        for _ in 0..<20 { feed.publish(changed(job, to: .running)) }
      }
    }
    await threeTicks(of: feed, with: all[200])
    for (_, told, token) in watches {
      let states = told.all
      #expect(states.last == .done && states.count { $0.isFinal } == 1, "\(states)")
      feed.unsubscribe(token)
    }
  }

  @Test func whatChangedBetweenReadingAndWatchingIsMadeUpForUnlessSomebodyToldIt() async throws {
    let feed = JobFeed(progress: ProgressBoard())
    let (job, told, other) = try await { ($0[0], $0[1], $0[2]) }(jobs(3))
    let (first, second) = (Told(), Told())
    let tokens = [feed.subscribe(to: job) { first.add($0) }, feed.subscribe(to: told) { second.add($0) }]
    feed.renew(changed(job, to: .running))
    feed.publish(changed(told, to: .running))
    feed.renew(told)
    await threeTicks(of: feed, with: other)
    #expect(first.all.contains(.running) && !first.all.contains(.queued))
    #expect(second.all.contains(.running) && !second.all.contains(.queued))
    for token in tokens { feed.unsubscribe(token) }
  }

  @Test(.timeLimit(.minutes(60)))
  func aWatchOfAJobThatStandsStillIsHeardOfNowAndThen() async throws {
    let feed = JobFeed(progress: ProgressBoard(), idle: .milliseconds(300))
    let job = try await jobs(1)[0]
    let (updates, send) = AsyncStream<JobState>.makeStream()
    let token = feed.subscribe(to: job) { send.yield($0.job.state) }
    defer { feed.unsubscribe(token) }
    for await state in updates {
      #expect(state == .queued)
      break
    }
  }
}
