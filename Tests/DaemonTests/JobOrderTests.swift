import GRDB
import Glibc
import Testing

@testable import Daemon

/// Which job begins when: shares of owners, holding, deadlines, jobs that follow others, and what is kept of them.
@Suite struct JobOrderTests {
  private let folder = TemporaryFolder()
  private let store: JobStore

  init() throws { store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 200_000)) }

  private func claimed(_ limit: Int) async throws -> [Int64] {
    try await store.claim(limit: limit, alone: true, at: 5).map(\.key.job)
  }

  private func finish(_ job: Int64, _ outcome: ItemOutcome, at time: Double = 9) async throws {
    for claim in try await store.claim(limit: 100, alone: true, at: 5) where claim.key.job == job {
      _ = try await store.finish(claim.key, outcome, at: time)
    }
  }

  private let done = ItemOutcome.done(bytes: 100, digest: "d", remarks: [])

  @Test func ownersShareWhatIsFreeHoweverManyJobsTheyHave() async throws {
    for _ in 0..<5 { _ = try await store.submit(.sample(items: 10, owner: "ann"), at: 1) }
    let bob = try await store.submit(.sample(items: 10, owner: "bob"), at: 2).id
    let first = try await claimed(8)
    #expect(first.count { $0 == bob } == 4)
    // Bob has as many as Ann; whoever's job is older is next, and then the other.
    #expect(try await claimed(1) != [bob ?? 0])
    #expect(try await claimed(1) == [bob ?? 0])
  }

  @Test func ofAnOwnersJobsTheNearestDeadlineComesFirstThenTheOneWithFewerRunning() async throws {
    for deadline: Double? in [nil, 90, 50, nil] {
      var job = NewJob.sample(items: 2)
      job.deadline = deadline
      _ = try await store.submit(job, at: 1)
    }
    #expect(try await claimed(6).sorted() == [1, 2, 2, 3, 3, 4])
    #expect(try await claimed(1) == [1])
  }

  @Test func aChainOfJobsMayBeAsLongAsTheQueue() async throws {
    let length = 20_000
    try await store.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(length))
          INSERT INTO jobs (task, model, modelDigest, format, parameters, seedBits, owner, priority, state, submitted,
            queuedItems, runningItems, doneItems, failedItems, cancelledItems, operation, predecessor, isBlocked)
          SELECT 'echo', 'm', 'd', 'txt', '{}', 1, 'ann', 0, 'queued', 1, 1, 0, 0, 0, 0, 'generate',
            NULLIF(n - 1, 0), n > 1 FROM numbers
          """)
      try db.execute(
        sql:
          "INSERT INTO items (job, number, text, state, attempts, remarks) SELECT id, 0, 't', 'queued', 0, '[]' FROM jobs"
      )
    }
    try await finish(1, .failed("no"))
    #expect(try await store.jobCounts() == ItemCounts(failed: 1, cancelled: length - 1))
    #expect(try await store.items(of: Int64(length), limit: 1)[0].error?.contains("the job \(length - 1)") == true)
  }

  @Test func thousandsOfWaitingJobsDoNotSlowAClaim() async throws {
    try await store.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
          INSERT INTO jobs (task, model, modelDigest, format, parameters, seedBits, owner, priority, state, submitted,
            queuedItems, runningItems, doneItems, failedItems, cancelledItems, operation)
          SELECT 'echo', 'm', 'd', 'txt', '{}', 1, 'owner ' || (n % 50), 0, 'queued', 1, 1, 0, 0, 0, 0, 'generate'
            FROM numbers
          """)
      try db.execute(
        sql:
          "INSERT INTO items (job, number, text, state, attempts, remarks) SELECT id, 0, 't', 'queued', 0, '[]' FROM jobs"
      )
    }
    #expect(try await claimed(100).count == 100)
    for (query, arguments, index) in [
      (JobStore.candidatesOfAnOwner, [0, "owner 7", 100], "jobsWaiting"),
      (JobStore.suspectedItem, [], "itemsSuspected"), (JobStore.everyRunningItem, [], "itemsRunning"),
    ] as [(String, StatementArguments, String)] {
      let plan = try await store.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(query)", arguments: arguments).map { $0["detail"] as String }
      }
      #expect(plan.first?.contains("USING INDEX \(index)") == true, "\(plan)")
      #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "it does not sort: \(plan)")
    }
  }

  @Test func aHeldJobStartsNothingUntilItIsReleased() async throws {
    var job = NewJob.sample(items: 3)
    job.held = true
    _ = try await store.submit(job, at: 1)
    #expect(try await claimed(9).isEmpty)
    #expect(try await store.hold(1, false)?.held == false)
    #expect(try await claimed(1) == [1])
    #expect(try await store.hold(1, true)?.held == true)
    #expect(try await claimed(9).isEmpty)
    // It outlives a restart, and what was running goes back to wait.
    let again = try JobStore(path: store.path, limits: .init(queuedItems: 100))
    #expect(try await again.recover(at: 6, crashed: true).requeued.count == 1)
    #expect(try await again.claim(limit: 9, alone: true, at: 6).isEmpty)
    #expect(try await store.hold(77, true) == nil)
  }

  @Test func aDeadlineGivesUpWhatHasNotEnded() async throws {
    var late = NewJob.sample(items: 3)
    late.deadline = 50
    _ = try await store.submit(late, at: 1)
    _ = try await store.submit(.sample(), at: 1)
    let claims = try await store.claim(limit: 2, alone: true, at: 5)
    _ = try await store.finish(claims[0].key, done, at: 6)
    #expect(try await store.nextDeadline() == 50)
    #expect(try await store.expire(at: 49).jobs.isEmpty)
    let endings = try await store.expire(at: 50)
    #expect(endings.jobs.map(\.id) == [1] && endings.running.map(\.number) == [1])
    let items = try await store.items(of: 1, limit: 9)
    #expect(items.map(\.state) == [.done, .failed, .failed])
    #expect(items[2].error == "the deadline came before the item had ended")
    #expect(try await store.job(1)?.state == .failed)
    #expect(try await store.job(2)?.state == .queued)
    #expect(try await store.nextDeadline() == nil)
    #expect(try await store.finish(claims[1].key, done, at: 51) == nil, "an end that comes later changes nothing")
  }

  @Test func aJobWaitsForTheOneItFollows() async throws {
    _ = try await store.submit(.sample(), at: 1)
    var second = NewJob.sample()
    second.predecessor = 1
    #expect(try await store.submit(second, at: 2).isBlocked)
    #expect(try await claimed(9) == [1])
    _ = try await store.finish(ItemKey(job: 1, number: 0), done, at: 9)
    #expect(try await store.followers(of: 1).map(\.isBlocked) == [false])
    #expect(try await claimed(9) == [2])
    // To follow what is done already means not to wait.
    #expect(try await !store.submit(second, at: 10).isBlocked)
  }

  @Test func aChainIsCancelledWithTheJobThatItFollows() async throws {
    _ = try await store.submit(.sample(), at: 1)
    for predecessor: Int64 in [1, 2] {
      var job = NewJob.sample(items: 2)
      job.predecessor = predecessor
      _ = try await store.submit(job, at: 2)
    }
    try await finish(1, .failed("no ink"))
    for id: Int64 in [2, 3] { #expect(try await store.job(id)?.state == .cancelled) }
    #expect(
      try await store.items(of: 2, limit: 1).map(\.error) == ["the job 1, which this one was to follow, is failed"])
    #expect(
      try await store.items(of: 3, limit: 1).map(\.error) == ["the job 2, which this one was to follow, is cancelled"])
    for (predecessor, words) in [(1, "is failed"), (99, "there is no job 99")] {
      var job = NewJob.sample()
      job.predecessor = Int64(predecessor)
      let error = try await #require(throws: StoreError.self) { try await store.submit(job, at: 3) }
      #expect("\(error)".contains(words))
    }
  }

  @Test func itemsOfMoreUrgentAndOlderJobsComeFirst() async throws {
    for (items, priority) in [(5, 0), (7, 3), (2, 0), (11, -1)] {
      _ = try await store.submit(.sample(items: items, priority: priority), at: 1)
    }
    let job = try #require(try await store.job(3))
    #expect(try await store.itemsAhead(of: job) == 12)
    _ = try await store.hold(2, true)
    #expect(try await store.itemsAhead(of: job) == 5)
  }

  @Test func oldJobsAndWhatIsTooMuchAreNamedOldestFirst() async throws {
    for job: Int64 in 1...4 {
      _ = try await store.submit(.sample(), at: 1)
      try await finish(job, done, at: Double(100 * job))
    }
    _ = try await store.submit(.sample(), at: 1)
    #expect(try await store.outlived(before: 250, beyond: nil) == [1, 2])
    #expect(Set(try await store.outlived(before: nil, beyond: 250)) == [1, 2])
    #expect(try await store.outlived(before: 150, beyond: 1000) == [1])
    #expect(try await store.outlived(before: nil, beyond: nil).isEmpty)
  }

  @Test func retentionRemovesThemWithTheirResults() async throws {
    let results = ResultStore(folder: folder.path + "/results")
    for job: Int64 in 1...2 {
      _ = try await store.submit(.sample(), at: 1)
      let claim = try #require(try await store.claim(limit: 1, alone: true, at: 2).first)
      let digest = try results.write([1, 2, 3], for: claim.key, format: "txt")
      _ = try await store.finish(claim.key, .done(bytes: 3, digest: digest, remarks: []), at: Double(job) * 86_400)
    }
    let logger = Quiet.logger
    let retention = Retention(
      store: store, results: results, rule: .init(days: 3),
      work: WorkQueue(label: "removals", width: 1), logger: logger)
    await retention.sweep(at: 4.5 * 86_400)
    #expect(try await store.job(1) == nil)
    #expect(try await store.job(2) != nil)
    #expect(FileSystem.names(in: results.folder) == ["2"])
    // What an earlier process was removing when it went down.
    #expect(rename("\(results.folder)/2", "\(results.folder)/.2.removed") == 0)
    results.removeLeftovers()
    #expect(FileSystem.names(in: results.folder).isEmpty)
  }
}

@Suite struct PaceTests {
  private let start = ContinuousClock.now

  private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

  @Test func onlyBusyTimeCounts() {
    let pace = Pace()
    #expect(pace.itemsPerSecond == nil && pace.forecast(ahead: 1, own: 1) == nil)
    pace.started(items: 1, at: at(0))
    pace.ended(itemsLeft: 0, at: at(2))
    pace.started(items: 2, at: at(1000))
    pace.started(items: 2, at: at(1001))
    pace.ended(itemsLeft: 1, at: at(1002))
    pace.ended(itemsLeft: 0, at: at(1004))
    #expect(pace.itemsPerSecond.map { abs($0 - 0.5) < 0.01 } == true)
    let forecast = pace.forecast(ahead: 10, own: 5)
    #expect(forecast.map { abs($0.begin - 20) < 0.5 && abs($0.end - 30) < 0.5 } == true)
  }

  @Test func whatIsRecentCountsMore() {
    let pace = Pace()
    pace.started(items: 9, at: at(0))
    for second in 1...600 { pace.ended(itemsLeft: 9, at: at(Double(second))) }
    for tenth in 1...6000 { pace.ended(itemsLeft: 9, at: at(600 + Double(tenth) / 10)) }
    #expect(pace.itemsPerSecond.map { $0 > 9 && $0 <= 10.1 } == true)
  }
}
