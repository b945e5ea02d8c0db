import Generation
import Glibc
import Logging
import Networks
import PluginAPI
import ServiceLifecycle
import Synchronization
import Testing

@testable import Daemon

/// A task without sequences: gives its text back, fails or waits as its parameters say.
private struct Echo: TaskPlugin {
  /// What holds items up until it is opened.
  let gate: Gate?

  init(gate: Gate? = nil) { self.gate = gate }

  var descriptor: TaskDescriptor {
    TaskDescriptor(name: "echo", summary: "Echo", text: .optional, formats: ["txt"], parameters: [])
  }
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {}
  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    Process(request: request, gate: gate)
  }

  struct Process: ItemProcess {
    let request: ItemRequest
    let gate: Gate?
    var estimatedSteps: Int { 1 }
    mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
      gate?.pass()
      if request.parameters["fail"] != nil { throw RequestError("the echo failed") }
      let format = request.parameters["format"] == nil ? "txt" : "pdf"
      let text = "\(request.text) \(request.seed)"
      return .done(Artifact(bytes: Array(text.utf8), format: format), remarks: ["said"])
    }
  }

  /// Holds threads until it is opened.
  final class Gate: Sendable {
    private let isOpen = Atomic(false)
    let reached = Atomic(0)
    func open() { isOpen.store(true, ordering: .releasing) }
    func pass() {
      reached.wrappingAdd(1, ordering: .relaxed)
      while !isOpen.load(ordering: .acquiring) { sched_yield() }
    }
  }
}

@Suite struct SchedulerTests {
  private let folder: TemporaryFolder
  private let store: JobStore
  private let feed: JobFeed
  private let results: ResultStore
  private let digest: String
  private let models: ModelStore
  private let progress = ProgressBoard()
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws {
    folder = TemporaryFolder()
    store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 1000))
    feed = JobFeed(progress: progress)
    results = ResultStore(folder: folder.path + "/results")
    try FileSystem.makeFolder(results.folder, mode: 0o700)
    models = try ModelStore(in: folder)
    try ModelPackage.small().writeSealed(to: folder.path + "/models/small")
    digest = try models.choose(nil, for: "echo").digest
  }

  private func scheduler(_ plugin: any TaskPlugin = Echo(), concurrentItems: Int = 4) throws -> Scheduler {
    let runner = ItemRunner(
      plugins: try PluginHost([plugin]), models: models, engine: Engine(threads: 1), results: results,
      progress: progress, work: WorkQueue(label: "test", width: 2))
    return Scheduler(
      store: store, runner: runner, feed: feed, pace: Pace(), metrics: Metrics(), concurrentItems: concurrentItems,
      logger: logger)
  }

  /// Runs a scheduler while `body` runs.
  private func running(_ scheduler: Scheduler, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [scheduler], logger: logger))
    async let run: Void = group.run()
    do {
      try await body()
    } catch {
      await group.triggerGracefulShutdown()
      throw error
    }
    await group.triggerGracefulShutdown()
    try await run
  }

  /// Waits for the end of a job.
  private func end(of job: JobRecord) async throws -> JobRecord {
    let (updates, send) = AsyncStream<JobRecord>.makeStream()
    let token = feed.subscribe(to: job) { send.yield($0.job) }
    defer { feed.unsubscribe(token) }
    if let now = try await store.job(job.id ?? 0), now.state.isFinal { return now }
    for await update in updates where update.state.isFinal { return update }
    return job
  }

  @Test func aJobsItemsBecomeFilesThatTheStoreKnows() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      let job = try await store.submit(.sample(items: 3, digest: digest), at: 1)
      scheduler.wake()
      #expect(try await end(of: job).state == .done)
    }
    let items = try await store.items(of: 1, limit: 5)
    #expect(items.map(\.remarks) == [["said"], ["said"], ["said"]])
    for item in items {
      let bytes = try results.read(item, format: "txt", from: 0, count: 1000)
      #expect(String(decoding: bytes, as: UTF8.self) == "text \(item.number) \(ItemSeed.derive(7, item: item.number))")
      #expect(item.artifactBytes == bytes.count)
    }
    #expect(FileSystem.names(in: results.folder + "/1") == ["0.txt", "1.txt", "2.txt"])
  }

  @Test func anItemWhoseOperationThePluginNoLongerHasFails() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      let job = try await store.submit(.sample(operation: .score, digest: digest), at: 1)
      scheduler.wake()
      #expect(try await end(of: job).state == .failed)
    }
    let item = try await store.items(of: 1, limit: 1)[0]
    #expect(item.error?.contains("the plugin for echo does not score any more") == true)
  }

  @Test func aDamagedResultIsNotHandedOut() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      let job = try await store.submit(.sample(digest: digest), at: 1)
      scheduler.wake()
      _ = try await end(of: job)
    }
    let item = try await store.items(of: 1, limit: 1)[0]
    try FileSystem.replace(results.path(of: item.key, format: "txt"), with: Array("other".utf8))
    let error = try #require(throws: DaemonError.self) { try results.read(item, format: "txt", from: 0, count: 10) }
    #expect(error.message.contains("is damaged"))
  }

  @Test(arguments: [
    (["fail": ParameterValue.boolean(true)], "the echo failed"),
    (["format": .string("pdf")], "made pdf where txt was asked for"),
  ])
  func aFailedItemHasItsReasonAndTheOthersGoOn(parameters: [String: ParameterValue], reason: String) async throws {
    let scheduler = try scheduler()
    var new = NewJob.sample(items: 3, digest: digest)
    new.items[1].parameters = parameters
    let submitted = new
    try await running(scheduler) {
      let job = try await store.submit(submitted, at: 1)
      scheduler.wake()
      #expect(try await end(of: job).counts == ItemCounts(done: 2, failed: 1))
    }
    #expect(try await store.items(of: 1, limit: 5)[1].error?.contains(reason) == true)
  }

  @Test func aJobWhoseModelIsGoneFails() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      let job = try await store.submit(.sample(digest: "0123"), at: 1)
      scheduler.wake()
      #expect(try await end(of: job).state == .failed)
    }
    #expect(try await store.items(of: 1, limit: 5)[0].error?.contains("0123") == true)
  }

  @Test func shutdownPutsRunningItemsBackWithoutCountingTheStart() async throws {
    let gate = Echo.Gate()
    let scheduler = try scheduler(Echo(gate: gate))
    try await running(scheduler) {
      _ = try await store.submit(.sample(items: 2, digest: digest), at: 1)
      scheduler.wake()
      while gate.reached.load(ordering: .relaxed) < 2 { await Task.yield() }
      scheduler.interrupt([ItemKey(job: 1, number: 0), ItemKey(job: 1, number: 1)])
      gate.open()
    }
    let items = try await store.items(of: 1, limit: 5)
    for item in items {
      #expect(item.state == .queued || item.state == .done)
      #expect(item.state == .done || item.attempts == 0)
    }
  }

  @Test func noMoreItemsRunThanAreAllowed() async throws {
    let gate = Echo.Gate()
    let scheduler = try scheduler(Echo(gate: gate), concurrentItems: 1)
    try await running(scheduler) {
      let job = try await store.submit(.sample(items: 3, digest: digest), at: 1)
      scheduler.wake()
      while gate.reached.load(ordering: .relaxed) < 1 { await Task.yield() }
      #expect(try await store.counts() == ItemCounts(queued: 2, running: 1))
      gate.open()
      #expect(try await end(of: job).state == .done)
    }
  }

  @Test func nothingIsKeptOfAnItemWhoseJobWasRemovedWhileItEnded() async throws {
    let gate = Echo.Gate()
    let scheduler = try scheduler(Echo(gate: gate), concurrentItems: 1)
    try await running(scheduler) {
      _ = try await store.submit(.sample(digest: digest), at: 1)
      scheduler.wake()
      while gate.reached.load(ordering: .relaxed) < 1 { await Task.yield() }
      // The item is past every look at whether it was cancelled.
      _ = try await store.cancel(1, at: 2)
      #expect(try await store.remove(1))
      results.remove(job: 1)
      let next = try await store.submit(.sample(digest: digest), at: 3)
      gate.open()
      #expect(try await end(of: next).state == .done)
    }
    await settle { FileSystem.names(in: results.folder) == ["2"] }
    #expect(FileSystem.names(in: results.folder) == ["2"])
    #expect(progress.remembered == 0)
  }

  /// Waits for what the scheduler does by the way.
  private func settle(_ isSettled: () -> Bool) async {
    while !isSettled() { await Task.yield() }
  }

  @Test func ofACancelledJobOnlyTheItemsAreKeptThatHadEnded() async throws {
    let gate = Echo.Gate()
    let scheduler = try scheduler(Echo(gate: gate), concurrentItems: 1)
    try await running(scheduler) {
      _ = try await store.submit(.sample(items: 2, digest: digest), at: 1)
      scheduler.wake()
      while gate.reached.load(ordering: .relaxed) < 1 { await Task.yield() }
      _ = try results.write([65], for: ItemKey(job: 1, number: 1), format: "txt")
      _ = try await store.cancel(1, at: 2)
      let next = try await store.submit(.sample(digest: digest), at: 3)
      gate.open()
      #expect(try await end(of: next).state == .done)
    }
    await settle { FileSystem.names(in: results.folder + "/1") == ["1.txt"] }
    #expect(FileSystem.names(in: results.folder + "/1") == ["1.txt"])
  }

  @Test func anEndThatIsRecordedTwiceIsNotTakenForALateOne() async throws {
    let job = try await store.submit(.sample(items: 2, digest: digest), at: 1)
    let keys = try await store.claim(limit: 2, alone: true, at: 2).map(\.key)
    let ends: [(key: ItemKey, ending: JobStore.Ending)] = [
      (keys[0], .ended(.done(bytes: 1, digest: "d", remarks: []))), (keys[1], .interrupted),
    ]
    #expect(try await store.record(ends, at: 3).overtaken.isEmpty)
    #expect(try await store.record(ends, at: 4).overtaken.isEmpty, "the disk may fail after the first time")
    _ = try await store.cancel(job.id ?? 0, at: 5)
    #expect(try await store.record(ends, at: 6).overtaken == [keys[1]])
  }

  @Test func twoPluginsForOneTaskAreRefused() {
    #expect(throws: DaemonError.self) { try PluginHost([Echo(), Echo()]) }
  }

  @Test func aDeadlineThatComesWhileAnItemRunsEndsIt() async throws {
    let gate = Echo.Gate()
    let scheduler = try scheduler(Echo(gate: gate), concurrentItems: 1)
    try await running(scheduler) {
      var late = NewJob.sample(items: 2, digest: digest)
      late.deadline = WallClock.now + 0.2
      let job = try await store.submit(late, at: 1)
      scheduler.wake()
      #expect(try await end(of: job).state == .failed)
      gate.open()
    }
    #expect(try await store.items(of: 1, limit: 5).map(\.state) == [.failed, .failed])
  }

  @Test func aJobThatFollowsBeginsByItself() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      let first = try await store.submit(.sample(digest: digest), at: 1)
      var second = NewJob.sample(digest: digest)
      second.predecessor = first.id
      let follower = try await store.submit(second, at: 1)
      scheduler.wake()
      #expect(try await end(of: follower).state == .done)
    }
  }

  @Test func whoWatchesAJobLearnsThatTheOneItFollowsWasCancelled() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      var first = NewJob.sample(digest: digest)
      first.held = true
      var second = NewJob.sample(digest: digest)
      second.predecessor = try await store.submit(first, at: 1).id
      let follower = try await store.submit(second, at: 1)
      let (updates, send) = AsyncStream<JobState>.makeStream()
      let token = feed.subscribe(to: follower) { send.yield($0.job.state) }
      defer { feed.unsubscribe(token) }
      scheduler.publish(try #require(try await store.cancel(1, at: 2)).job)
      for await state in updates where state.isFinal {
        #expect(state == .cancelled)
        break
      }
    }
  }

  @Test func aDeadlineInTheFarFutureIsNoTrouble() async throws {
    let scheduler = try scheduler()
    try await running(scheduler) {
      var job = NewJob.sample(digest: digest)
      job.deadline = 1e300
      let accepted = try await store.submit(job, at: 1)
      scheduler.wake()
      #expect(try await end(of: accepted).state == .done)
    }
  }
}
