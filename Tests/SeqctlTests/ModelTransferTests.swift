import Glibc
import Synchronization
import Testing
import Wire
import ZMQ

@testable import seqctl

@Suite struct TransferBarTests {
  private func progress(_ done: Int, _ total: Int) -> TransferBar.Progress {
    .init(what: "sending weights.safetensors", done: done, total: total)
  }

  @Test func theBarShowsShareAndSize() {
    let line = TransferBar.line(progress(5_000_000, 10_000_000), width: 100)
    #expect(line.hasPrefix("sending weights.safetensors [####"))
    #expect(line.hasSuffix("  50 %  5.0 MB of 10.0 MB"))
    #expect(line.filter { $0 == "#" }.count == line.filter { $0 == "-" }.count)
    #expect(TransferBar.line(progress(0, 0), width: 100).contains("100 %"))
  }

  @Test(arguments: [1, 10, 30, 60, 200])
  func theLineIsNeverAsWideAsTheTerminal(width: Int) {
    #expect(TransferBar.line(progress(3, 700), width: width).count < width)
  }

  @Test func sizesAreReadable() {
    #expect([999, 1000, 9_265_732, 2 << 30].map(TransferBar.size) == ["999 B", "1.0 kB", "9.3 MB", "2.1 GB"])
  }
}

@Suite struct PackageSourceTests {
  private let folder = TemporaryFolder()

  private func failure() -> Failure? {
    do throws(Failure) {
      _ = try PackageSource(folder.path)
      return nil
    } catch { return error }
  }

  @Test func theFilesOfTheFolderAreItsModelButHiddenOnesAndFolders() throws {
    _ = folder.file("model.json", [1])
    _ = folder.file("card.md", [1, 2])
    _ = folder.file(".git", [1])
    mkdir("\(folder.path)/checkpoints", 0o700)
    let source = try PackageSource(folder.path + "//")
    #expect(source.files == [ModelFile(name: "card.md", size: 2), ModelFile(name: "model.json", size: 1)])
    #expect(source.size == 3)
  }

  @Test func withoutADescriptionItIsNoModel() {
    _ = folder.file("weights.safetensors", [1])
    #expect(failure()?.message.contains("has no model.json") == true)
  }

  @Test func aFileThatBecameShorterIsToldFromOneThatCannotBeRead() throws {
    let path = folder.file("model.json", [1, 2, 3])
    let source = try PackageSource(folder.path)
    #expect(try source.read(source.files[0], at: 1, count: 2) == [2, 3])
    truncate(path, 2)
    let error = #expect(throws: Failure.self) { try source.read(source.files[0], at: 1, count: 2) }
    #expect(error?.status == .failed && error?.message.contains("became shorter") == true)
  }
}

@Suite struct PackageTargetTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/model" }

  @Test func theFolderIsThereOnceItIsWholeAndNotBefore() throws {
    let target = try PackageTarget(path + "/", replaces: false)
    try target.write([1, 2], of: "a", at: 0)
    try target.write([3], of: "a", at: 2)
    #expect(access(path, F_OK) != 0)
    try target.commit()
    #expect(folder.names == ["model"])
    var status = stat()
    #expect(stat(path + "/a", &status) == 0 && status.st_size == 3)
  }

  @Test func whatIsGivenUpLeavesNothing() throws {
    let target = try PackageTarget(path, replaces: false)
    try target.write([1], of: "a", at: 0)
    target.discard()
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: ["", "/", ".", "..", "x/.."])
  func whatCannotBeMadeIsRefused(output: String) {
    #expect(throws: Failure.self) { try PackageTarget(output, replaces: true) }
  }

  @Test func anEmptyFolderMayBeReplacedWhereThatIsWanted() throws {
    mkdir(path, 0o700)
    #expect(throws: Failure.self) { try PackageTarget(path, replaces: false) }
    let target = try PackageTarget(path, replaces: true)
    try target.write([1], of: "model.json", at: 0)
    try target.commit()
    #expect(folder.names == ["model"] && access(path + "/model.json", F_OK) == 0)
  }

  @Test(arguments: [
    ["model.json", "lstm.safetensors", "train.py"], ["model.json", "lstm.safetensors"], ["model.json"],
    ["model.json", "weights.safetensors", ".git"], ["model.json", "weights.safetensors", "run.ckpt"],
  ])
  func whatIsNoPackageIsNotReplaced(names: [String]) throws {
    mkdir(path, 0o700)
    for name in names { _ = folder.file("model/" + name, [1]) }
    let failure = #expect(throws: Failure.self) { try PackageTarget(path, replaces: true) }
    #expect(failure?.message.contains("is no model package") == true)
    for name in names { #expect(access(path + "/" + name, F_OK) == 0) }
  }

  @Test func aPackageIsReplaced() throws {
    mkdir(path, 0o700)
    let names = ["card.md", "golden.json", "model.json", "reader.safetensors", "styles.json", "weights.safetensors"]
    for name in names { _ = folder.file("model/" + name, [1]) }
    let target = try PackageTarget(path, replaces: true)
    try target.write([1], of: "model.json", at: 0)
    try target.commit()
    #expect(access(path + "/model.json", F_OK) == 0 && access(path + "/card.md", F_OK) != 0)
  }

  @Test func aFileThatIsThereIsNeverReplaced() {
    let file = folder.file("model", [1])
    #expect(throws: Failure.self) { try PackageTarget(file, replaces: true) }
    #expect(folder.names == ["model"])
  }
}

/// Serialized: each holds a thread while it waits.
@Suite(.serialized) struct ModelTransferTests {
  private let folder = TemporaryFolder()
  private var endpoint: Endpoint { get throws { try Endpoint("\(folder.path)/s") } }

  @Test func everyFileArrivesInPartsNoLargerThanAllowed() throws {
    let source = TemporaryFolder()
    _ = source.file("model.json", Array(0..<10))
    _ = source.file("card.md", [])
    let arrived = Arrivals()
    let server = try Responder.daemon(at: endpoint) { request in
      switch request {
      case .modelImport(let request): return .upload(.init(upload: request.upload, partBytes: 4))
      case .modelPart(let part):
        arrived.add(part)
        return .part(.init(upload: part.upload, file: part.file, received: part.offset + part.bytes.count))
      case .modelCommit:
        let info = ModelInfo(
          name: "m", task: nil, summary: nil, digest: nil, parameters: nil, isDefault: false, fault: nil)
        return .imported(.init(info: info, replaced: nil, remarks: []))
      default: return nil
      }
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    var shares: [Int] = []
    let imported = try connection.send(try PackageSource(source.path)) { shares.append($0.done) }
    #expect(imported.info.name == "m")
    #expect(arrived.parts.map(\.offset) == [0, 4, 8])
    #expect(arrived.parts.flatMap(\.bytes) == Array(0..<10))
    #expect(Set(arrived.parts.map(\.upload)).count == 1 && shares == [0, 4, 8, 10])
  }

  @Test(arguments: ["../x", ".x", "a/b", ""])
  func aDaemonThatNamesAFileOutsideOfTheFolderIsNotFollowed(name: String) throws {
    let server = try Responder.daemon(at: endpoint) { request in
      guard case .modelExport = request else { return nil }
      return .modelFiles(.init(name: "m", digest: "ab", files: [.init(name: name, size: 1)]))
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    let target = try PackageTarget(folder.path + "/out", replaces: false)
    defer { target.discard() }
    do throws(Failure) {
      _ = try connection.receive(model: "m", into: target) { _ in }
      Issue.record("it was followed")
    } catch {
      #expect(error.message.contains("which no package can have"))
    }
  }

  @Test func whatIsInterruptedLeavesNothing() throws {
    let server = try Responder.daemon(at: endpoint) { request in
      switch request {
      case .modelExport:
        .modelFiles(.init(name: "m", digest: "ab", files: ["a", "b"].map { .init(name: $0, size: 0) }))
      case .modelRead(let read): .modelChunk(.init(file: read.file, offset: read.offset, size: 0))
      default: nil
      }
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    let target = try PackageTarget(folder.path + "/out", replaces: false)
    var pieces = 0
    do throws(Failure) {
      _ = try connection.store(model: "m", in: target, isQuiet: true) {
        pieces += 1
        return pieces == 2
      }
      Issue.record("it went on")
    } catch {
      #expect(error.status == .interrupted && error.message == "the model m was not fetched")
    }
    #expect(pieces == 2)
    #expect(!folder.names.contains { $0.contains("out") }, "\(folder.names)")
  }

  @Test func aFileThatEndsEarlyIsAFailureAndNotAShortFile() throws {
    let server = try Responder.daemon(at: endpoint) { request in
      switch request {
      case .modelExport: .modelFiles(.init(name: "m", digest: "ab", files: [.init(name: "a", size: 9)]))
      case .modelRead(let read): .modelChunk(.init(file: "a", offset: read.offset, size: 9))
      default: nil
      }
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    let target = try PackageTarget(folder.path + "/out", replaces: false)
    defer { target.discard() }
    do throws(Failure) {
      _ = try connection.receive(model: "m", into: target) { _ in }
      Issue.record("it was taken")
    } catch {
      #expect(error.message == "the file a of model m ends after 0 of 9 bytes")
    }
  }
}

/// What came over the socket's thread.
private final class Arrivals: Sendable {
  private let kept = Mutex<[Request.ModelPart]>([])
  var parts: [Request.ModelPart] { kept.withLock { $0 } }
  /// What is sent again because an answer took long counts once.
  func add(_ part: Request.ModelPart) {
    kept.withLock { kept in
      if !kept.contains(where: { $0.file == part.file && $0.offset == part.offset }) { kept.append(part) }
    }
  }
}
