import Generation
import Networks
import PluginAPI
import Testing

@testable import Daemon

/// A task that gives back what receipt it was asked for.
private struct Teller: TaskPlugin {
  var holdsReceipt = false

  var descriptor: TaskDescriptor {
    TaskDescriptor(
      name: "echo", summary: "Tells.", text: .optional, formats: ["txt"],
      parameters: [ParameterDescriptor(name: "bias", kind: .number, help: "any")],
      score: ScoreDescriptor(text: .required))
  }
  func check(_ request: ItemRequest, model: PluginModel) throws(RequestError) {}
  func begin(_ request: ItemRequest, model: PluginModel) throws(RequestError) -> any ItemProcess {
    Process(request: request, holdsReceipt: holdsReceipt)
  }

  struct Process: ItemProcess {
    let request: ItemRequest
    let holdsReceipt: Bool
    var estimatedSteps: Int { 1 }
    mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
      let told = try request.receipt?.json() ?? "none"
      return .done(
        Artifact(bytes: Array(told.utf8), format: request.format, holdsReceipt: holdsReceipt), remarks: ["told"])
    }
  }
}

@Suite struct ReceiptTests {
  private let folder = TemporaryFolder()
  private let store: JobStore
  private let models: ModelStore
  private let results: ResultStore
  private let digest: String

  init() throws {
    store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 1000))
    results = ResultStore(folder: folder.path + "/results")
    try FileSystem.makeFolder(results.folder, mode: 0o700)
    models = try ModelStore(in: folder)
    try ModelPackage.small().writeSealed(to: folder.path + "/models/small")
    digest = try models.choose(nil, for: "echo").digest
  }

  /// Carries out the next item of the queue.
  /// - Returns: what the plugin was told, and the item as the store keeps it.
  private func next(_ plugin: Teller = Teller()) async throws -> (told: String, item: ItemRecord) {
    let runner = ItemRunner(
      plugins: try PluginHost([plugin]), models: models, engine: Engine(threads: 1), results: results,
      progress: ProgressBoard(), work: WorkQueue(label: "test", width: 1))
    let claim = try #require(try await store.claim(limit: 1, alone: true, at: 2).first)
    guard case .ended(let outcome) = await runner.run(claim) else { throw DaemonError("the item did not end") }
    _ = try await store.finish(claim.key, outcome, at: 3)
    let item = try #require(try await store.item(claim.key))
    let bytes = try results.read(item, format: "txt", from: 0, count: 1 << 22)
    return (String(decoding: bytes, as: UTF8.self), item)
  }

  /// What a client gets beside an item's artifact.
  private func beside(_ item: ItemRecord) async throws -> String {
    try Receipt(item, of: #require(try await store.job(item.job))).json()
  }

  private func job(
    _ text: String = "a", operation: TaskOperation = .generate, receipt: Bool = true
  ) -> NewJob {
    var job = NewJob.sample(operation: operation, digest: digest, parameters: ["bias": .number(0.5)])
    job.items[0].text = text
    job.receipt = receipt
    return job
  }

  @Test func theReceiptSaysWhatFixesTheItemsBytesAndIsKeptBesideThem() async throws {
    _ = try await store.submit(job(), at: 1)
    let (told, item) = try await next()
    #expect(
      told == #"{"format":"txt","model":"small","modelDigest":"\#(digest)","operation":"generate","#
        + #""parameters":{"bias":0.5},"seed":"7","seqd":1,"task":"echo","text":"a"}"#)
    #expect(item.receiptBeside && item.remarks == ["told"])
    #expect(try await beside(item) == told)
    // Another job with the same item has the same receipt, and it outlives the process.
    _ = try await store.submit(job(), at: 9)
    let again = try await next()
    #expect(again.told == told && again.item.job != item.job)
    #expect(
      try await JobStore(path: store.path, limits: .init(queuedItems: 1)).item(again.item.key)?.receiptBeside == true)
  }

  @Test func eachItemHasItsOwnSeedThere() async throws {
    var pair = job()
    pair.items.append(pair.items[0])
    pair.items[1].parameters = ["bias": .number(2)]
    _ = try await store.submit(pair, at: 1)
    #expect(try await next().told.contains(#""seed":"7""#))
    let (told, item) = try await next()
    #expect(told.contains(#""parameters":{"bias":2},"seed":"\#(ItemSeed.derive(7, item: 1))""#))
    #expect(try await beside(item) == told)
  }

  @Test func whatCarriesItsReceiptHasNoneBesideIt() async throws {
    _ = try await store.submit(job(), at: 1)
    let (told, item) = try await next(Teller(holdsReceipt: true))
    #expect(told.contains(digest) && !item.receiptBeside)
  }

  @Test func whoWantsNoneGetsNoneAndAScoreHasNone() async throws {
    _ = try await store.submit(job(receipt: false), at: 1)
    _ = try await store.submit(job(operation: .score), at: 1)
    for _ in 0..<2 {
      let (told, item) = try await next()
      #expect(told == "none" && !item.receiptBeside && item.remarks == ["told"])
    }
  }

  @Test func aReceiptThatWouldBeTooLongIsLeftOutWithARemark() async throws {
    _ = try await store.submit(job(String(repeating: "a", count: Receipt.longest - 300)), at: 1)
    #expect(try await beside(next().item).utf8.count > Receipt.longest - 300)
    _ = try await store.submit(job(String(repeating: "a", count: Receipt.longest)), at: 1)
    let (told, item) = try await next()
    #expect(told == "none" && !item.receiptBeside)
    #expect(item.remarks.count == 2 && item.remarks[1].contains("none to be verified by"), "\(item.remarks)")
  }
}

@Suite struct ModelByDigestTests {
  private let folder = TemporaryFolder()
  private let store: ModelStore

  init() throws {
    store = try ModelStore(in: folder)
    try ModelPackage.small().writeSealed(to: folder.path + "/models/small")
  }

  @Test func theWholeDigestMeansThatPackageAlsoOnceItHasNoName() throws {
    let first = try store.choose(nil, for: "echo").digest
    #expect(try store.choose(first, for: "echo").description.name == "small")
    try ModelPackage.small(weight: 0.2).writeSealed(to: folder.path + "/models/small")
    #expect(try store.choose("small", for: "echo").digest != first)
    #expect(try store.choose(first, for: "echo").digest == first)
  }

  @Test func aPackageThatIsNotHereIsNamedByItsDigest() throws {
    let digest = String(repeating: "0a", count: 32)
    let error = try #require(throws: ModelRefusal.self) { try store.choose(digest, for: "echo") }
    #expect("\(error)" == "there is no model with the digest \(digest) here; import it")
    let known = try store.choose(nil, for: "echo").digest
    let other = try #require(throws: ModelRefusal.self) { try store.choose(known, for: "paint") }
    #expect("\(other)" == "the model small is for echo, not for paint")
  }
}
