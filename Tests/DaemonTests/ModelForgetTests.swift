@testable import Daemon
import Foundation
import Logging
import Networks
import PluginAPI
import Synchronization
import Testing

/// Once a package was found damaged, no look that began before it was brings it back.
@Suite struct ModelForgetTests {
  private let folder = TemporaryFolder()
  private var models: String { folder.path + "/models" }

  /// Damages the daemon's own copy of a model while its stamp stays; a look that judges the model anew finds it.
  private func damage(_ digest: String, in store: ModelStore) throws {
    let weights = store.library.path(of: digest) + "/weights.safetensors"
    var before = stat()
    try #require(stat(weights, &before) == 0)
    let file = try #require(FileHandle(forUpdatingAtPath: weights))
    let end = try file.seekToEnd()
    try file.seek(toOffset: end - 1)
    let last = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: end - 1)
    try file.write(contentsOf: Data([last ^ 1]))
    try file.close()
    try #require(utimensat(AT_FDCWD, weights, [before.st_atim, before.st_mtim], 0) == 0)
  }

  private func isWhole(_ digest: String, in store: ModelStore) throws -> Bool {
    try PackageDigest(folder: store.library.path(of: digest)).package == digest
  }

  @Test func theNextLookJudgesItAnewHoweverFreshTheLastOneIs() throws {
    let store = try ModelStore(in: folder, freshness: .seconds(3600))
    try ModelPackage.small().writeSealed(to: models + "/small")
    let digest = try store.choose(nil, for: "echo").digest
    try damage(digest, in: store)
    store.refresh()
    #expect(try !isWhole(digest, in: store), "a fresh look counts")
    store.forget(digest)
    store.refresh()
    #expect(try isWhole(digest, in: store))
  }

  @Test func aLookUnderWayDoesNotBringItBack() throws {
    let handler = Interruption()
    let store = try ModelStore(in: folder, logger: Logger(label: "test") { _ in handler })
    try ModelPackage.small().writeSealed(to: models + "/small")
    let digest = try store.choose(nil, for: "echo").digest
    try damage(digest, in: store)
    // The look that finds this one logs, after it has seen what was known.
    try FileSystem.makeFolder(models + "/bad", mode: 0o700)
    try FileSystem.replace(models + "/bad/model.json", with: Array("{".utf8))
    let forgotten = DispatchSemaphore(value: 0)
    handler.body.withLock { body in
      body = {
        let begun = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          begun.signal()
          store.forget(digest)
          forgotten.signal()
        }
        begun.wait()
        Thread.sleep(forTimeInterval: 0.1)
      }
    }
    store.refresh()
    forgotten.wait()
    store.refresh()
    #expect(try isWhole(digest, in: store))
  }

  @Test func aPackageThatOnlyJobsNeedIsForgottenToo() throws {
    let store = try ModelStore(in: folder)
    try ModelPackage.small().writeSealed(to: models + "/small")
    let digest = try store.choose(nil, for: "echo").digest
    try ModelPackage.small(weight: 0.2).writeSealed(to: models + "/small")
    store.refresh()
    #expect(try store.pinned(digest, name: "small").model.digest == digest)
    try damage(digest, in: store)
    store.forget(digest)
    #expect(throws: ModelRefusal.self) { try store.pinned(digest, name: "small") }
  }
}

/// Does something at the first line that is logged.
private final class Interruption: LogHandler, Sendable {
  let body = Mutex<(@Sendable () -> Void)?>(nil)

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .warning }
    set {}
  }

  func log(event: LogEvent) {
    let once = body.withLock { body in
      defer { body = nil }
      return body
    }
    once?()
  }
}
