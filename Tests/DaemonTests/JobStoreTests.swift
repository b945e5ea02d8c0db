import GRDB
import PluginAPI
import Testing

@testable import Daemon

@Suite struct JobStoreTests {
  private let folder: TemporaryFolder
  private let store: JobStore

  init() throws {
    folder = TemporaryFolder()
    store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 100))
  }

  private func reopened() throws -> JobStore {
    try JobStore(path: store.path, limits: .init(queuedItems: 100))
  }

  @Test func anAcknowledgedJobIsThereWhenTheFilesAreReadWithoutClosing() async throws {
    _ = try await store.submit(
      .sample(items: 2, seed: .max, parameters: ["bias": .number(0.5)]), at: 100)
    // The first store is neither closed nor told: what a kill would leave behind.
    let found = try #require(try await reopened().job(1))
    #expect(found.state == .queued)
    #expect(found.seed == .max)
    #expect(found.parameters == ["bias": .number(0.5)])
    #expect(try await reopened().items(of: 1, limit: 10).map(\.text) == ["text 0", "text 1"])
  }

  @Test func commitsWaitForTheDisk() async throws {
    let synchronous = try await store.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    let journal = try await store.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(synchronous == 2)
    #expect(journal == "wal")
  }

  @Test func aNewerSchemaIsRefused() async throws {
    try await store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 from the future')") }
    let error = try #require(throws: StoreError.self) { _ = try reopened() }
    #expect("\(error)".contains("newer seqd"))
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let path = folder.path + "/other.sqlite"
    try FileSystem.replace(path, with: Array("this is no database, but a text of some length".utf8))
    let error = try #require(throws: StoreError.self) { _ = try JobStore(path: path, limits: .init(queuedItems: 1)) }
    #expect("\(error)".contains(path))
  }

  @Test func theSameKeyGivesTheSameJob() async throws {
    let first = try await store.submit(.sample(owner: "a", key: "k"), at: 1)
    let second = try await store.submit(.sample(owner: "a", key: "k", seed: 9), at: 2)
    let other = try await store.submit(.sample(owner: "b", key: "k"), at: 3)
    #expect(second.id == first.id)
    #expect(second.seed == 7)
    #expect(other.id != first.id)
  }

  @Test func aFullQueueRefusesTheWholeJob() async throws {
    _ = try await store.submit(.sample(items: 60), at: 1)
    _ = try await store.claim(limit: 60, alone: true, at: 2)
    let error = try await #require(throws: StoreError.self) { try await store.submit(.sample(items: 41), at: 2) }
    #expect("\(error)".contains("60 items wait or run, 41 more would exceed the limit of 100"))
    #expect(try await store.counts().total == 60)
    _ = try await store.submit(.sample(items: 40), at: 3)
  }

  @Test func higherPriorityIsClaimedFirstThenTheJobWithFewerRunning() async throws {
    _ = try await store.submit(.sample(items: 3), at: 1)
    _ = try await store.submit(.sample(items: 2), at: 2)
    _ = try await store.submit(.sample(items: 1, priority: 5), at: 3)
    let claims = try await store.claim(limit: 5, alone: true, at: 4)
    #expect(claims.map(\.key.job) == [3, 1, 2, 1, 2])
    #expect(claims.map(\.key.number) == [0, 0, 0, 1, 1])
    #expect(claims[3].seed == ItemSeed.derive(7, item: 1))
    #expect(try await store.job(1)?.state == .running)
  }

  @Test func aJobEndsWithItsLastItem() async throws {
    _ = try await store.submit(.sample(items: 2), at: 1)
    let claims = try await store.claim(limit: 2, alone: true, at: 2)
    let first = try await store.finish(claims[0].key, .done(bytes: 3, digest: "ab", remarks: ["r"]), at: 3)
    #expect(first?.state == .running)
    let second = try await store.finish(claims[1].key, .failed("no ink"), at: 4)
    #expect(second?.state == .failed)
    #expect(second?.finished == 4)
    let items = try await store.items(of: 1, limit: 10)
    #expect(items.map(\.error) == [nil, "no ink"])
    #expect(items[0].artifactDigest == "ab" && items[0].remarks == ["r"])
  }

  @Test func anEndedItemDoesNotEndTwice() async throws {
    _ = try await store.submit(.sample(), at: 1)
    let claim = try await store.claim(limit: 1, alone: true, at: 2)[0]
    _ = try await store.cancel(1, at: 3)
    #expect(try await store.finish(claim.key, .failed("late"), at: 4) == nil)
    #expect(try await store.item(claim.key)?.state == .cancelled)
  }

  @Test func cancellingNamesWhatRuns() async throws {
    _ = try await store.submit(.sample(items: 3), at: 1)
    let claims = try await store.claim(limit: 1, alone: true, at: 2)
    _ = try await store.finish(claims[0].key, .done(bytes: 1, digest: "", remarks: []), at: 3)
    let running = try await store.claim(limit: 1, alone: true, at: 4)
    let cancelled = try #require(try await store.cancel(1, at: 5))
    #expect(cancelled.running == running.map(\.key))
    #expect(cancelled.job.state == .cancelled)
    #expect(cancelled.job.counts == ItemCounts(done: 1, cancelled: 2))
    #expect(try await store.claim(limit: 5, alone: true, at: 6).isEmpty)
    #expect(try await store.cancel(99, at: 7) == nil)
  }

  @Test func workOfADeadProcessIsTakenUpAgainWithTheSameSeed() async throws {
    _ = try await store.submit(.sample(items: 2), at: 1)
    let before = try await store.claim(limit: 2, alone: true, at: 2)
    let next = try reopened()
    #expect(try await next.recover(at: 3, crashed: true).requeued.count == 2)
    #expect(try await next.job(1)?.state == .queued)
    let after = try await next.claim(limit: 2, alone: true, at: 4)
    #expect(after.map(\.key) == before.map(\.key))
    #expect(after.map(\.seed) == before.map(\.seed))
  }

  @Test func anItemIsSetAsideAfterThreeStartsAndTheOthersGoOn() async throws {
    _ = try await store.submit(.sample(), at: 1)
    for start in 1...3 {
      #expect(try await store.claim(limit: 5, alone: true, at: 2).count == 1, "start \(start)")
      let recovered = try await store.recover(at: 3, crashed: true)
      #expect(recovered.setAside == (start == 3 ? [ItemKey(job: 1, number: 0)] : []))
    }
    #expect(try await store.job(1)?.state == .failed)
    #expect(try await store.items(of: 1, limit: 1)[0].error?.contains("3 times") == true)
    _ = try await store.submit(.sample(), at: 4)
    #expect(try await store.claim(limit: 5, alone: true, at: 5).map(\.key.job) == [2])
  }

  @Test func aSuspectRunsAloneAndBeforeOthers() async throws {
    _ = try await store.submit(.sample(), at: 1)
    for _ in 1...2 {
      _ = try await store.claim(limit: 1, alone: true, at: 2)
      _ = try await store.recover(at: 3, crashed: true)
    }
    _ = try await store.submit(.sample(priority: 9), at: 4)
    #expect(try await store.claim(limit: 5, alone: false, at: 5).isEmpty)
    #expect(try await store.claim(limit: 5, alone: true, at: 6).map(\.earlierAttempts) == [2])
  }

  @Test func anInterruptedStartDoesNotCount() async throws {
    _ = try await store.submit(.sample(), at: 1)
    for _ in 1...5 {
      let claims = try await store.claim(limit: 1, alone: true, at: 2)
      #expect(claims.map(\.earlierAttempts) == [0])
      try await store.requeue(claims.map(\.key))
    }
  }

  @Test func onlyEndedJobsAreRemoved() async throws {
    _ = try await store.submit(.sample(), at: 1)
    #expect(try await store.remove(1) == false)
    _ = try await store.cancel(1, at: 2)
    #expect(try await store.remove(1))
    #expect(try await store.items(of: 1, limit: 5).isEmpty)
    #expect(try await store.submit(.sample(), at: 3).id == 2, "an id is never given twice")
  }

  @Test func jobsAreListedNewestFirstByStateTaskAndLabel() async throws {
    _ = try await store.submit(.sample(owner: "a"), at: 1)
    _ = try await store.submit(.sample(task: "other", owner: "b"), at: 2)
    _ = try await store.submit(.sample(owner: "b"), at: 3)
    _ = try await store.cancel(1, at: 4)
    #expect(try await store.jobs(states: [], task: nil, owner: nil, limit: 2).map(\.id) == [3, 2])
    #expect(try await store.jobs(states: [.cancelled], task: nil, owner: nil, limit: 9).map(\.id) == [1])
    #expect(try await store.jobs(states: [], task: "other", owner: "b", limit: 9).map(\.id) == [2])
  }
}
