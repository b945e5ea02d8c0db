import Generation
import Networks
import Synchronization
import Testing

@testable import Daemon

@Suite struct ModelMemoryTests {
  /// Bytes of one small model.
  private let one = LoadedModel.bytes(of: ModelPackage.small().description)
  private let loads = Counts()

  /// How often each model was loaded.
  private final class Counts: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    subscript(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
  }

  private final class Order: Sendable {
    private let list = Mutex<[String]>([])
    func add(_ name: String) { list.withLock { $0.append(name) } }
    var names: [String] { list.withLock { $0 } }
  }

  private func memory(models: Int, patience: Duration = .seconds(600)) -> ModelMemory {
    ModelMemory(limit: models * one + one / 2, patience: patience)
  }

  /// Uses a model for as long as `body` takes.
  private func use(
    _ name: String, in memory: ModelMemory, for body: @Sendable () async throws -> Void = {}
  ) async throws {
    let package = ModelPackage.small(name: name)
    try await memory.withModel(name, package.description) { [loads] in
      loads.add(name)
      return try LoadedModel(package)
    } body: { model in
      #expect(model.description.name == name)
      try await body()
    }
  }

  /// Begins to use a model; it is used until the continuation finishes.
  private func hold(_ name: String, in memory: ModelMemory) async -> (
    task: Task<Void, any Error>, end: AsyncStream<Void>.Continuation
  ) {
    let (began, tellBegan) = AsyncStream<Void>.makeStream()
    let (end, tellEnd) = AsyncStream<Void>.makeStream()
    let task = Task {
      try await use(name, in: memory) {
        tellBegan.finish()
        for await _ in end {}
      }
    }
    for await _ in began {}
    return (task, tellEnd)
  }

  @Test func aModelIsLoadedOnceForAllWhoUseIt() async throws {
    let memory = memory(models: 2)
    let first = await hold("a", in: memory)
    try await use("a", in: memory)
    #expect(loads["a"] == 1)
    let resident = try #require(memory.residents.first)
    #expect(resident.name == "a" && resident.bytes == one && resident.users == 1)
    #expect(resident.bytesPerSequence.map { $0 > 100 } == true)
    first.end.finish()
    try await first.task.value
    #expect(memory.residents.map(\.users) == [0])
    try await use("a", in: memory)
    #expect(loads["a"] == 1)
  }

  @Test func theLongestUnusedGivesWay() async throws {
    let memory = memory(models: 2)
    for name in ["a", "b", "a", "c"] { try await use(name, in: memory) }
    #expect(memory.residents.map(\.name) == ["a", "c"])
    try await use("b", in: memory)
    #expect(memory.residents.map(\.name) == ["b", "c"] && loads["b"] == 2)
  }

  @Test func whereAllAreInUseTheNextOneWaitsItsTurn() async throws {
    let memory = memory(models: 1)
    let first = await hold("a", in: memory)
    let order = Order()
    let second = Task { try await use("b", in: memory) { order.add("b") } }
    while memory.waiting < 1 { await Task.yield() }
    // One more of the model that is there does not overtake: else the other might wait for ever.
    let third = Task { try await use("a", in: memory) { order.add("a") } }
    while memory.waiting < 2 { await Task.yield() }
    #expect(memory.residents.map(\.name) == ["a"] && loads["b"] == 0)
    first.end.finish()
    try await first.task.value
    try await second.value
    try await third.value
    #expect(order.names == ["b", "a"] && memory.waiting == 0)
  }

  @Test func whoeverIsCancelledWaitsNoMoreAndLetsOthersPass() async throws {
    let memory = memory(models: 1)
    let first = await hold("a", in: memory)
    let second = Task { try await use("b", in: memory) }
    while memory.waiting < 1 { await Task.yield() }
    let third = Task { try await use("a", in: memory) }
    while memory.waiting < 2 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    try await third.value
    #expect(loads["b"] == 0)
    first.end.finish()
    try await first.task.value
  }

  @Test func aModelThatNobodyUsesLeaves() async throws {
    let memory = memory(models: 2, patience: .milliseconds(50))
    let held = await hold("b", in: memory)
    try await use("a", in: memory)
    while memory.residents.count > 1 { await Task.yield() }
    #expect(memory.residents.map(\.name) == ["b"])
    held.end.finish()
    try await held.task.value
    while !memory.residents.isEmpty { await Task.yield() }
  }

  @Test func aFailureIsEveryonesAndTheNextOneTriesAgain() async throws {
    let memory = memory(models: 1)
    let description = ModelPackage.small(name: "a").description
    await #expect(throws: DaemonError.self) {
      try await memory.withModel("a", description) {
        throw DaemonError("the disk is gone")
      } body: { _ in
      }
    }
    #expect(memory.residents.isEmpty)
    try await use("a", in: memory)
    #expect(loads["a"] == 1)
  }

  @Test func whatCanNeverFitIsRefusedWithTheFigure() async throws {
    let memory = ModelMemory(limit: one - 1, patience: .zero)
    let error = await #expect(throws: DaemonError.self) { try await use("a", in: memory) }
    #expect(error?.message.contains("the model a cannot be used: its weights take") == true)
    #expect(loads["a"] == 0)
  }
}
