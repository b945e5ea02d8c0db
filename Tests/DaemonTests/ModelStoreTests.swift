@testable import Daemon
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct ModelStoreTests {
  private let folder: TemporaryFolder
  private let store: ModelStore

  init() throws {
    folder = TemporaryFolder()
    store = ModelStore(folder: folder.path, defaults: [:])
  }

  @Test func withoutAModelTheRefusalSaysSo() throws {
    let error = try #require(throws: ModelRefusal.self) { try store.choose(nil, for: "echo") }
    #expect("\(error)".contains("there is no model for echo yet"))
  }

  @Test func aModelThatAppearsIsFound() throws {
    #expect(store.refresh().isEmpty)
    try ModelPackage.small().writeSealed(to: folder.path + "/small")
    let model = try store.choose(nil, for: "echo")
    #expect(model.description.name == "small")
    #expect(model.digest.count == 64)
  }

  @Test func theFirstUsableOneIsTheDefaultUnlessConfigured() throws {
    try ModelPackage.small(name: "b").writeSealed(to: folder.path + "/b")
    try ModelPackage.small(name: "c").writeSealed(to: folder.path + "/c")
    try ModelPackage.small(name: "a").write(to: folder.path + "/a")
    #expect(try store.choose(nil, for: "echo").description.name == "b")
    let configured = ModelStore(folder: folder.path, defaults: ["echo": "c"])
    #expect(try configured.choose(nil, for: "echo").description.name == "c")
  }

  @Test func unknownModelsAreRefusedWithWhatThereIs() throws {
    try ModelPackage.small().writeSealed(to: folder.path + "/small")
    let error = try #require(throws: ModelRefusal.self) { try store.choose("large", for: "echo") }
    #expect("\(error)" == "there is no model large for echo; there is small")
    let other = try #require(throws: ModelRefusal.self) { try store.choose("small", for: "paint") }
    #expect("\(other)" == "the model small is for echo, not for paint")
  }

  @Test func damagedWeightsAreRefusedWithBothDigests() throws {
    let path = folder.path + "/small"
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
    try ModelPackage.small(name: "good").writeSealed(to: folder.path + "/good")
    try FileSystem.makeFolder(folder.path + "/bad", mode: 0o700)
    try FileSystem.replace(folder.path + "/bad/model.json", with: Array("{\"format\":1".utf8))
    let entries = store.refresh()
    #expect(entries.map(\.name) == ["bad", "good"])
    #expect(entries[0].fault != nil && entries[1].fault == nil)
  }

  @Test func theDigestCoversEveryFileButTheCard() throws {
    let path = folder.path + "/small"
    var package = ModelPackage.small()
    package.resources = ["card.md": Array("one".utf8), "styles.json": Array("{}".utf8)]
    try package.writeSealed(to: path)
    let before = try PackageDigest(folder: path).package
    try FileSystem.replace(path + "/card.md", with: Array("two".utf8))
    #expect(try PackageDigest(folder: path).package == before)
    try FileSystem.replace(path + "/styles.json", with: Array("[]".utf8))
    #expect(try PackageDigest(folder: path).package != before)
  }

  @Test func aJobKeepsToTheModelItWasAcceptedWith() async throws {
    let path = folder.path + "/small"
    try ModelPackage.small().writeSealed(to: path)
    let accepted = try store.choose(nil, for: "echo").digest
    let queue = WorkQueue(label: "test", width: 1)
    #expect(try await store.loaded(accepted, name: "small", on: queue).description.name == "small")
    try ModelPackage.small(weight: 0.2).writeSealed(to: path)
    #expect(store.refresh().map(\.digest) != [accepted])
    #expect(throws: ModelRefusal.self) { try store.pinned(accepted, name: "small") }
  }
}
