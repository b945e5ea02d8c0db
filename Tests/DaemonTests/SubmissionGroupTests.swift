import GRDB
import PluginAPI
import Testing

@testable import Daemon

/// Jobs that are written down together.
@Suite struct SubmissionGroupTests {
  private let folder: TemporaryFolder
  private let store: JobStore

  init() throws {
    folder = TemporaryFolder()
    store = try JobStore(path: folder.path + "/jobs.sqlite", limits: .init(queuedItems: 10, itemsPerOwner: 6))
  }

  private func submit(_ jobs: NewJob...) throws -> [Result<JobRecord, StoreError>] {
    try store.submit(jobs.map { Submission(job: $0, time: 5) })
  }

  @Test("Jobs of one group have room for their items only together, and a refusal leaves the others as they are")
  func roomOfAGroup() async throws {
    let results = try submit(
      .sample(items: 4, owner: "ann"), .sample(items: 3, owner: "ann"), .sample(items: 2, owner: "ann"),
      .sample(items: 5, owner: "bob"), .sample(items: 4, owner: "bob"))
    #expect(results.map { (try? $0.get())?.id } == [1, nil, 2, nil, 3])
    #expect(results.map { if case .failure(.ownerFull(_, 4, 3, 6)) = $0 { 1 } else { 0 } } == [0, 1, 0, 0, 0])
    #expect(results.map { if case .failure(.full(6, 5, 10)) = $0 { 1 } else { 0 } } == [0, 0, 0, 1, 0])
    #expect(try await store.counts().queued == 10)
    let later = try submit(.sample(owner: "bob"))
    guard case .failure(.full(10, 1, 10)) = later[0] else {
      Issue.record("\(later[0])")
      return
    }
  }

  @Test("The same key twice in one group gives one job")
  func keysInAGroup() async throws {
    let ids = try submit(
      .sample(owner: "ann", key: "k"), .sample(owner: "ann", key: "k", seed: 9), .sample(owner: "bob", key: "k")
    ).map { try $0.get().id }
    #expect(ids == [1, 1, 2])
    #expect(try await store.job(1)?.seed == 7)
  }

  @Test("Parameters that only look alike are kept as each job has them")
  func spellingsInAGroup() async throws {
    let spellings = ["caf\u{E9}", "cafe\u{301}"]
    for spelling in spellings { _ = try submit(.sample(owner: "ann", parameters: ["prime": .string(spelling)])) }
    for (number, spelling) in spellings.enumerated() {
      #expect(try await store.job(Int64(number + 1))?.parameters == ["prime": .string(spelling)])
    }
    #expect(ParameterValue.string(spellings[0]) != .string(spellings[1]))
  }

  @Test("What runs and waits is counted without what has ended")
  func openItems() async throws {
    _ = try submit(.sample(items: 3, owner: "ann"), .sample(items: 2, owner: "bob"))
    _ = try await store.cancel(1, at: 6)
    let open = try await store.openCounts()
    #expect(open.queued == 2 && open.running == 0)
  }

  @Test("In a list long parameters are cut")
  func excerpts() async throws {
    let (long, short) = (String(repeating: "ä", count: 5000), String(repeating: "ä", count: 200))
    _ = try submit(.sample(owner: "ann", parameters: ["prime": .string(long), "style": .string(short)]))
    let listed = try await store.jobs(states: [], task: nil, owner: nil, limit: 9, longest: 200)
    #expect(listed.map(\.parameters) == [["prime": .string(short + "…"), "style": .string(short)]])
    #expect(try await store.job(1)?.parameters["prime"] == .string(long))
  }

  @Test("A job is read as its submission told, with the parameters of the job and of each item")
  func rowsOfAGroup() async throws {
    var job = NewJob.sample(
      items: 2, operation: .score, priority: -3, owner: "ann", key: "k", seed: .max, format: "svg",
      parameters: ["bias": .number(0.5), "n": .integer(3), "on": .boolean(true), "style": .string("a\"ü")])
    job.items[1].parameters = ["bias": .number(2.5)]
    job.label = "letters"
    job.held = true
    job.deadline = 1_790_000_000.5
    job.receipt = false
    var next = NewJob.sample(owner: "ann", parameters: ["bias": .number(1.5)])
    next.predecessor = 1
    let records = try submit(job, next).map { try $0.get() }
    for record in records {
      let found = try #require(try await store.job(record.id ?? 0))
      #expect(fields(found) == fields(record))
    }
    #expect(records[1].isBlocked && records[1].predecessor == 1)
    #expect(try await store.job(2)?.parameters == ["bias": .number(1.5)], "not those of the job before")
    let items = try await store.items(of: 1, limit: 10)
    #expect(items.map(\.text) == ["text 0", "text 1"])
    var own: [[String: ParameterValue]?] = []
    for number in 0..<2 { own.append(try await store.item(ItemKey(job: 1, number: number))?.parameters) }
    #expect(own == [nil, ["bias": .number(2.5)]])
    #expect(items.allSatisfy { $0.state == .queued && $0.attempts == 0 && $0.remarks.isEmpty && !$0.receiptBeside })
  }

  /// What can be compared of a record, in words.
  private func fields(_ job: JobRecord) -> [String] {
    Mirror(reflecting: job).children.map { child in
      if let parameters = child.value as? [String: ParameterValue] {
        return "\(parameters.sorted { $0.key < $1.key })"
      }
      return "\(child.label ?? ""): \(child.value)"
    }
  }
}
