@testable import Daemon
import Foundation
import Generation
import Kernels
import Networks
import PluginAPI
import Synchronization
import Testing

@Suite struct ModelStoreTests {
  private let folder = TemporaryFolder()
  private let store: ModelStore
  /// The configured folder.
  private var models: String { folder.path + "/models" }

  init() throws { store = try ModelStore(in: folder) }

  @Test func withoutAModelTheRefusalSaysSo() throws {
    let error = try #require(throws: ModelRefusal.self) { try store.choose(nil, for: "echo") }
    #expect("\(error)".contains("there is no model for echo yet"))
  }

  @Test func whatIsNoDigestNamesNoFolder() throws {
    let elsewhere = folder.path + "/elsewhere"
    try ModelPackage.small().writeSealed(to: elsewhere)
    let path = "../../../../../../../../../../../.." + elsewhere
    #expect(access(store.library.path(of: path), F_OK) == 0)
    let error = try #require(throws: ModelRefusal.self) { try store.pinned(path, name: "small") }
    guard case .unknown = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func aPipeInAPackageKeepsNobodyWaiting() throws {
    try FileManager.default.createDirectory(atPath: models + "/pipe", withIntermediateDirectories: true)
    #expect(mkfifo(models + "/pipe/model.json", 0o600) == 0)
    let error = try #require(throws: ModelPackageError.self) { try ModelPackage.load(folder: models + "/pipe") }
    #expect("\(error)".contains("is not a regular file"), "\(error)")
  }

  @Test func aModelThatAppearsIsFound() throws {
    #expect(store.refresh().isEmpty)
    try ModelPackage.small().writeSealed(to: models + "/small")
    let model = try store.choose(nil, for: "echo")
    #expect(model.description.name == "small")
    #expect(model.digest.count == 64)
  }

  @Test func theFirstUsableOneIsTheDefaultUnlessConfigured() throws {
    try ModelPackage.small(name: "b").writeSealed(to: models + "/b")
    try ModelPackage.small(name: "c").writeSealed(to: models + "/c")
    try ModelPackage.small(name: "a").write(to: models + "/a")
    #expect(try store.choose(nil, for: "echo").description.name == "b")
    let configured = try ModelStore(in: folder, defaults: ["echo": "c"])
    #expect(try configured.choose(nil, for: "echo").description.name == "c")
  }

  @Test func theActivatedOneOutranksTheConfiguredOneForAsLongAsItIsThere() throws {
    for name in ["a", "b", "c"] { try ModelPackage.small(name: name).writeSealed(to: models + "/" + name) }
    let store = try ModelStore(in: folder, defaults: ["echo": "b"])
    try store.change { $0.activated["echo"] = "c" }
    #expect(try store.choose(nil, for: "echo").description.name == "c")
    let again = try ModelStore(in: folder, defaults: ["echo": "b"])
    #expect(try again.choose(nil, for: "echo").description.name == "c")
    FileSystem.removeFolder(models + "/c")
    #expect(try again.choose(nil, for: "echo").description.name == "b")
    try again.change { $0.activated["echo"] = "a" }
    try FileSystem.replace(models + "/a/model.json", with: Array("{".utf8))
    FileSystem.removeFolder(store.library.path(of: try again.choose("a", for: "echo").digest))
    #expect(throws: ModelRefusal.self, "a fault must not change silently what requests get") {
      try ModelStore(in: folder, defaults: ["echo": "b"]).choose(nil, for: "echo")
    }
  }

  @Test func aDamagedIndexIsSaidToBeSoAtTheStart() throws {
    try FileSystem.replace(folder.path + "/state/models.json", with: Array("{\"format\":".utf8))
    let error = #expect(throws: DaemonError.self) { try ModelStore(in: folder) }
    #expect(error?.message.contains("models.json is damaged") == true)
    try FileSystem.replace(
      folder.path + "/state/models.json",
      with: Array(#"{"format":2,"imported":{},"live":{},"activated":{}}"#.utf8))
    let newer = #expect(throws: DaemonError.self) { try ModelStore(in: folder) }
    #expect(newer?.message.contains("format 2") == true)
  }

  @Test func unknownModelsAreRefusedWithWhatThereIs() throws {
    try ModelPackage.small().writeSealed(to: models + "/small")
    let error = try #require(throws: ModelRefusal.self) { try store.choose("large", for: "echo") }
    #expect("\(error)" == "there is no model large for echo; there is small")
    let other = try #require(throws: ModelRefusal.self) { try store.choose("small", for: "paint") }
    #expect("\(other)" == "the model small is for echo, not for paint")
  }

  @Test func damagedWeightsAreRefusedWithBothDigests() throws {
    let path = models + "/small"
    try ModelPackage.small().writeSealed(to: path)
    let wanted = try ModelPackage.loadDescription(folder: path).weightsDigest
    var bytes = try FileSystem.read(path + "/weights.safetensors")
    bytes[bytes.count - 1] ^= 1
    try FileSystem.replace(path + "/weights.safetensors", with: bytes)
    let found = try PackageDigest(folder: path).weights
    let entry = try #require(store.refresh().first)
    #expect(entry.fault?.contains(wanted) == true && entry.fault?.contains(found) == true)
    #expect(entry.model == nil)
    let error = try #require(throws: ModelRefusal.self) { try store.choose("small", for: "echo") }
    #expect("\(error)".contains(found))
  }

  @Test func aTruncatedDescriptionIsAFaultOfThatModelOnly() throws {
    try ModelPackage.small(name: "good").writeSealed(to: models + "/good")
    try FileSystem.makeFolder(models + "/bad", mode: 0o700)
    try FileSystem.replace(models + "/bad/model.json", with: Array("{\"format\":1".utf8))
    let entries = store.refresh()
    #expect(entries.map(\.name) == ["bad", "good"])
    #expect(entries[0].fault != nil && entries[1].fault == nil)
  }

  @Test func theDigestCoversEveryFileButTheCard() throws {
    let path = models + "/small"
    var package = ModelPackage.small()
    package.resources = ["card.md": Array("one".utf8), "styles.json": Array("{}".utf8)]
    try package.writeSealed(to: path)
    let before = try PackageDigest(folder: path).package
    try FileSystem.replace(path + "/card.md", with: Array("two".utf8))
    #expect(try PackageDigest(folder: path).package == before)
    try FileSystem.replace(path + "/styles.json", with: Array("[]".utf8))
    #expect(try PackageDigest(folder: path).package != before)
  }

  @Test func aJobKeepsTheModelItWasAcceptedWithUntilNoneNeedsIt() async throws {
    let path = models + "/small"
    try ModelPackage.small().writeSealed(to: path)
    let accepted = try store.choose(nil, for: "echo").digest
    try ModelPackage.small(weight: 0.2).writeSealed(to: path)
    #expect(try store.choose(nil, for: "echo").digest != accepted)
    let queue = WorkQueue(label: "test", width: 1)
    let name = try await store.withLoaded(accepted, name: "small", on: queue) { $1.description.name }
    #expect(name == "small" && store.memory.residents.map(\.digest) == [accepted])
    store.collect(needed: [accepted], since: store.acceptedSoFar)
    #expect(try store.pinned(accepted, name: "small").model.digest == accepted)
    store.collect(needed: [], since: store.acceptedSoFar)
    #expect(throws: ModelRefusal.self) { try store.pinned(accepted, name: "small") }
    #expect(store.library.digests == store.refresh().compactMap(\.digest))
    #expect(store.memory.residents.isEmpty)
  }

  @Test func aModelThatIsTooLargeIsRefusedWithTheFigure() throws {
    try ModelPackage.small().writeSealed(to: models + "/small")
    let tight = try ModelStore(in: folder, memory: ModelMemory(limit: 1000, patience: .seconds(1)))
    let fault = try #require(tight.refresh().first?.fault)
    #expect(fault.contains("KiB of memory, and engine.model-memory allows 1.0 KiB for all models together"))
    #expect(throws: ModelRefusal.self) { try tight.choose("small", for: "echo") }
  }

  @Test func nothingIsForgottenWhileAJobIsBeingAccepted() throws {
    try ModelPackage.small().writeSealed(to: models + "/small")
    store.beginAccepting()
    let chosen = try store.choose(nil, for: "echo").digest
    try ModelPackage.small(weight: 0.2).writeSealed(to: models + "/small")
    store.refresh()
    store.collect(needed: [], since: store.acceptedSoFar)
    let before = store.acceptedSoFar
    store.endAccepting()
    // When it was asked what jobs need, this one was not among them yet.
    store.collect(needed: [], since: before)
    #expect(try store.pinned(chosen, name: "small").model.digest == chosen)
  }

  @Test func anActivationThatCameWhileAnotherModelWasRemovedStays() throws {
    for name in ["a", "b"] {
      try ModelPackage.small(name: name).writeSealed(to: folder.path + "/state/upload")
      let digest = try PackageDigest(folder: folder.path + "/state/upload").package
      try store.library.adopt(folder.path + "/state/upload", as: digest)
      try store.change { $0.imported[name] = digest }
    }
    store.refresh()
    try store.activate("a", for: "echo")
    // The removal waits for a look at the folders that is under way.
    let (begun, removed) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    try store.changing { () throws(DaemonError) in
      Thread.detachNewThread { [store] in
        begun.signal()
        _ = try? store.remove("a")
        removed.signal()
      }
      begun.wait()
      Thread.sleep(forTimeInterval: 0.1)
      try store.change { $0.activated["echo"] = "b" }
    }
    removed.wait()
    #expect(store.index.activated == ["echo": "b"] && store.index.imported["a"] == nil)
    let error = try #require(throws: DaemonError.self) { try store.activate("a", for: "echo") }
    #expect(error.message == "the model a has been removed or found damaged meanwhile")
    #expect(store.index.activated == ["echo": "b"])
  }

  @Test func whatIsWrongWithAModelMayPass() throws {
    let store = try ModelStore(in: folder, patience: .zero)
    try ModelPackage.small().writeSealed(to: models + "/small")
    let digest = try PackageDigest(folder: models + "/small").package
    // A folder cannot be made where a file is.
    try FileSystem.write([0], to: store.library.folder + "/.\(digest)")
    #expect(store.refresh().first?.notice?.contains("it is used from") == true)
    FileSystem.removeFile(store.library.folder + "/.\(digest)")
    let entry = try #require(store.refresh().first)
    #expect(entry.notice == nil && entry.folder == store.library.path(of: digest) && entry.source == models + "/small")
  }

  @Test func whatStaysWrongIsLookedAtMoreAndMoreSeldom() throws {
    let path = models + "/small"
    try ModelPackage.small().writeSealed(to: path)
    var entry = ModelEntry(folder: path, origin: .configured, golden: store.golden, memory: store.memory)
    entry.fault = "the disk is full"
    var now = ContinuousClock.now
    var judged = ModelStore.Judged(PackageStamp(folder: path), entry, at: now)
    for seconds in [10, 20, 40, 80, 160, 320, 640, 640] {
      #expect(judged.isSettled(.seconds(10), at: now + .seconds(seconds) - .milliseconds(1)))
      now += .seconds(seconds)
      #expect(!judged.isSettled(.seconds(10), at: now))
      judged = ModelStore.Judged(judged.stamp, entry, after: judged, at: now)
    }
    entry.fault = "its weights are damaged"
    judged = ModelStore.Judged(judged.stamp, entry, after: judged, at: now)
    #expect(!judged.isSettled(.seconds(10), at: now + .seconds(10)), "another fault is a new one")
  }

  @Test func aFileThatIsBeingReplacedIsNoPartOfItsPackage() throws {
    try ModelPackage.small().writeSealed(to: models + "/small")
    let before = try PackageDigest(folder: models + "/small").package
    var names: Set<String> = []
    let stop = Atomic(false)
    Thread.detachNewThread { [models] in
      for _ in 0..<50 { try? FileSystem.replace(models + "/small/card.md", with: [65]) }
      stop.store(true, ordering: .releasing)
    }
    repeat { names.formUnion(PackageDigest.files(in: models + "/small")) } while !stop.load(ordering: .acquiring)
    #expect(names.subtracting(["card.md"]) == ["model.json", "weights.safetensors"])
    #expect(try PackageDigest(folder: models + "/small").package == before)
  }

  @Test func aPackageThatHadNotGotItsNameWhenTheProcessDiedIsNotSeenAndGoes() throws {
    try ModelPackage.small().writeSealed(to: folder.path + "/state/upload")
    let digest = try PackageDigest(folder: folder.path + "/state/upload").package
    try store.library.adopt(folder.path + "/state/upload", as: digest)
    try FileSystem.makeFolder(folder.path + "/state/models/.\(digest)", mode: 0o700)
    let again = try ModelStore(in: folder)
    #expect(again.refresh().isEmpty)
    again.collect(needed: [], since: again.acceptedSoFar)
    #expect(FileSystem.names(in: again.library.folder).isEmpty)
  }

  @Test func aJobsModelIsThereAfterARestartThoughTheFolderHasAnotherOne() throws {
    try ModelPackage.small().writeSealed(to: models + "/small")
    let accepted = try store.choose(nil, for: "echo").digest
    try ModelPackage.small(weight: 0.2).writeSealed(to: models + "/small")
    #expect(try ModelStore(in: folder).pinned(accepted, name: "small").model.digest == accepted)
  }
}

/// A model goes live only if it reproduces its golden outputs.
@Suite struct GoldenCheckTests {
  private let folder = TemporaryFolder()
  private let store: ModelStore
  private var path: String { folder.path + "/models/small" }

  init() throws { store = try ModelStore(in: folder) }

  /// A package whose golden outputs are those of other weights, and whose digests are right.
  private func impostor() throws -> ModelPackage {
    var package = ModelPackage.small(weight: 0.3)
    package.resources = try ModelPackage.small().golden().resources
    return package
  }

  @Test func aModelThatDoesNotReproduceThemIsNotUsedAndTheFaultNamesTheCase() throws {
    try impostor().writeSealed(to: path)
    let entry = try #require(store.refresh().first)
    #expect(entry.model == nil)
    #expect(entry.fault?.contains("golden.json is not reproduced: case 1 (its symbols, seed 1) differs on") == true)
    let error = try #require(throws: ModelRefusal.self) { try store.choose("small", for: "echo") }
    #expect("\(error)".contains("is not reproduced"))
  }

  @Test func theEarlierOneStaysAndTheFaultIsToldAlsoAfterARestart() throws {
    try ModelPackage.small().golden().writeSealed(to: path)
    let good = try store.choose(nil, for: "echo").digest
    try impostor().writeSealed(to: path)
    for store in [store, try ModelStore(in: folder)] {
      #expect(try store.choose(nil, for: "echo").digest == good)
      let entry = try #require(store.refresh().first)
      #expect(entry.fault == nil)
      #expect(entry.notice?.contains("the earlier one stays") == true && entry.notice?.contains("case 1") == true)
    }
    try ModelPackage.small(weight: 0.3).golden().writeSealed(to: path)
    #expect(try store.choose(nil, for: "echo").digest != good)
    #expect(store.refresh().first?.notice == nil)
  }

  @Test func aHalfCopiedPackageDoesNotTakeThePlaceOfTheEarlierOne() throws {
    try ModelPackage.small().writeSealed(to: path)
    let good = try store.choose(nil, for: "echo").digest
    try FileSystem.replace(path + "/model.json", with: Array("{".utf8))
    #expect(try store.choose(nil, for: "echo").digest == good)
    #expect(store.refresh().first?.notice?.contains("model.json") == true)
  }

  @Test func aPackageWithoutAllOfItsFilesIsNotUsedAndTheFaultNamesTheFile() throws {
    var package = try ModelPackage.small().golden()
    package.resources["styles.json"] = Array("{}".utf8)
    try package.writeSealed(to: path)
    let styles = path + "/styles.json"
    FileSystem.removeFile(styles)
    #expect(store.refresh().first?.fault?.contains("\(styles) is missing") == true)
    try FileSystem.write(Array("{".utf8), to: styles)
    #expect(store.refresh().first?.fault?.contains("\(styles) is damaged") == true)
    try FileSystem.write(Array("{}".utf8), to: styles)
    #expect(store.refresh().first?.fault == nil)
    // Who adds a file of his own harms nobody.
    try FileSystem.write([1], to: path + "/notes.txt")
    #expect(store.refresh().first?.fault == nil)
    FileSystem.removeFile(styles)
    #expect(store.refresh().first?.notice?.contains("the earlier one stays") == true)
  }

  @Test func aPipeInThePlaceOfAPackagesFileKeepsNobodyWaiting() throws {
    try ModelPackage.small().writeSealed(to: path)
    FileSystem.removeFile(path + "/weights.safetensors")
    #expect(mkfifo(path + "/weights.safetensors", 0o600) == 0)
    #expect(store.refresh().first?.fault?.contains("not a plain file") == true)
  }

  @Test func modelsOfAFolderThatIsNotThereForAWhileAreNotForgotten() async throws {
    try ModelPackage.small().golden().writeSealed(to: path)
    let digest = try store.choose(nil, for: "echo").digest
    let (place, away) = (folder.path + "/models", folder.path + "/away")
    try FileManager.default.moveItem(atPath: place, toPath: away)
    #expect(store.refresh().isEmpty)
    store.collect(needed: [], since: store.acceptedSoFar)
    #expect(store.library.contains(digest))
    // Back, but damaged: the copy stands in for it.
    try FileManager.default.moveItem(atPath: away, toPath: place)
    try FileSystem.replace(path + "/model.json", with: Array("{".utf8))
    #expect(try store.choose(nil, for: "echo").digest == digest)
  }

  @Test func theyAreGeneratedOnceForADigest() throws {
    try ModelPackage.small().golden().writeSealed(to: path)
    let digest = try PackageDigest(folder: path).package
    let check = GoldenCheck()
    #expect(try check.verdict(on: path, digest: digest) == .reproduced([KernelTable.current.instructionSet]))
    // A second run would need the weights.
    FileSystem.removeFile(path + "/weights.safetensors")
    #expect(try check.verdict(on: path, digest: digest) == .reproduced([KernelTable.current.instructionSet]))
    check.forget(digest)
    #expect(throws: ModelPackageError.self) { try check.verdict(on: path, digest: digest) }
  }

  @Test func aPackageWithoutThemIsUsed() throws {
    try ModelPackage.small().writeSealed(to: path)
    #expect(try store.choose(nil, for: "echo").description.name == "small")
  }

  @Test func aCopyThatWasDamagedIsMadeAnewFromTheFolder() throws {
    try ModelPackage.small().writeSealed(to: path)
    let digest = try store.choose(nil, for: "echo").digest
    let weights = store.library.path(of: digest) + "/weights.safetensors"
    var bytes = try FileSystem.read(weights)
    bytes[bytes.count - 1] ^= 1
    try FileSystem.replace(weights, with: bytes)
    let again = try ModelStore(in: folder)
    again.refresh()
    #expect(try PackageDigest(folder: again.library.path(of: digest)).package == digest)
  }
}
