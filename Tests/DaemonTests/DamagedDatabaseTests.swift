import Foundation
import GRDB
import Testing

@testable import Daemon

@Suite struct DamagedDatabaseTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/jobs.sqlite" }

  /// A database of some size, closed.
  private func fill() async throws {
    let store = try JobStore(path: path, limits: .init())
    _ = try await store.submit(.sample(items: 2000), at: 1)
    store.close()
  }

  private func overwrite(at offset: UInt64, count: Int) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seek(toOffset: offset)
    try file.write(contentsOf: Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }))
    try file.close()
  }

  @Test(arguments: [(0, 100), (20 * 4096, 4096), (12 * 4096, 40_960)] as [(UInt64, Int)])
  func aDamagedPageIsFoundBeforeAnythingBuildsOnIt(offset: UInt64, count: Int) async throws {
    try await fill()
    try overwrite(at: offset, count: count)
    let error = try #require(throws: StoreError.self) { _ = try JobStore(path: path, limits: .init()) }
    guard case .damaged = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.description.contains(path) && error.description.contains(".recover"))
    #expect(!error.description.contains("\n"))
    #expect(throws: StoreError.self, "nothing is repaired in silence") { _ = try JobStore(path: path, limits: .init()) }
  }

  @Test func aDatabaseThatWasCutOffIsFoundToo() async throws {
    try await fill()
    #expect(truncate(path, 20_000) == 0)
    let error = try #require(throws: StoreError.self) { _ = try JobStore(path: path, limits: .init()) }
    guard case .damaged = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func aCleanEndLeavesEverythingInTheDatabaseItself() async throws {
    try await fill()
    let log = path + "-wal"
    let size = (try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int) ?? 0
    #expect(size == 0, "the log was folded in")
    try? FileManager.default.removeItem(atPath: log)
    #expect(try await JobStore(path: path, limits: .init()).job(1)?.counts.queued == 2000)
  }

  @Test func jobsOfANewDatabaseTakeNoOldResultsPlace() async throws {
    let results = ResultStore(folder: folder.path + "/results")
    _ = try results.write([1, 2, 3], for: ItemKey(job: 41, number: 0), format: "txt")
    #expect(results.highestJob == 41)
    let store = try JobStore(path: path, limits: .init())
    try await store.beginNumbers(above: results.highestJob)
    #expect(try await store.submit(.sample(items: 1), at: 1).id == 42)
    // Where there were jobs before, the numbers go on by themselves.
    try await store.beginNumbers(above: 7)
    #expect(try await store.submit(.sample(items: 1), at: 2).id == 43)
  }
}
