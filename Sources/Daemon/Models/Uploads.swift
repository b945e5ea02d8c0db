import Glibc
import Synchronization

/// Models on their way in: files that arrive in parts, each model in a folder of its own, which nobody else looks at.
///
/// The folder of all uploads is emptied at the start, so that a client or a daemon that died leaves nothing behind.
final class Uploads: Sendable {
  struct File: Sendable, Equatable {
    var name: String
    var size: Int
    /// Bytes that have arrived, from the beginning on.
    var received = 0
  }

  /// What became of an upload that was complete.
  typealias Outcome = Task<Result<ImportedModel, UploadRefusal>, Never>

  private struct Upload {
    var files: [File]
    var lastHeard: ContinuousClock.Instant
    /// Once all has arrived and the model is being looked at, or was.
    var outcome: Outcome?
  }

  let folder: String
  private let uploads = Mutex<[String: Upload]>([:])

  /// Models that may arrive at the same time.
  static let limit = 4
  /// After so long without a part an upload has to give way to a new one.
  static let patience = Duration.seconds(300)
  /// Outcomes that are kept for clients which ask again.
  static let outcomesKept = 32

  init(folder: String) throws(DaemonError) {
    self.folder = folder
    try FileSystem.makeFolder(folder, mode: 0o700)
    for name in FileSystem.names(in: folder) { FileSystem.removeFolder("\(folder)/\(name)") }
  }

  func path(of key: String) -> String { "\(folder)/\(key)" }

  /// Makes room for a model; the same key with the same files again changes nothing.
  func begin(_ key: String, files: [File], at now: ContinuousClock.Instant = .now) throws(UploadRefusal) {
    let result: Result<Void, UploadRefusal> = uploads.withLock { uploads in
      Result { () throws(UploadRefusal) in
        if let known = uploads[key] {
          let isSame = known.files.map(\.name) == files.map(\.name) && known.files.map(\.size) == files.map(\.size)
          guard isSame else { throw .invalid("the upload \(key) has begun with other files") }
          return
        }
        makeRoom(&uploads, at: now)
        guard uploads.values.count(where: { $0.outcome == nil }) < Self.limit else {
          throw .full("\(Self.limit) models are being imported at present; try again in a few minutes")
        }
        do throws(DaemonError) {
          try FileSystem.makeFolder(path(of: key), mode: 0o700)
          for file in files { try FileSystem.write([], to: "\(path(of: key))/\(file.name)") }
        } catch {
          FileSystem.removeFolder(path(of: key))
          throw .failed(error.message)
        }
        uploads[key] = Upload(files: files, lastHeard: now)
      }
    }
    try result.get()
  }

  /// Uploads whose clients have fallen silent, and old outcomes, give way.
  private func makeRoom(_ uploads: inout [String: Upload], at now: ContinuousClock.Instant) {
    for (key, upload) in uploads where upload.outcome == nil && now - upload.lastHeard > Self.patience {
      uploads[key] = nil
      FileSystem.removeFolder(path(of: key))
    }
    let outcomes = uploads.filter { $0.value.outcome != nil }.sorted { $0.value.lastHeard < $1.value.lastHeard }
    for (key, _) in outcomes.dropLast(Self.outcomesKept) { uploads[key] = nil }
  }

  /// Writes a part of a file; one that came before changes nothing.
  /// - Returns: bytes of the file that are there.
  func write(
    _ bytes: [UInt8], of file: String, in key: String, at offset: Int, now: ContinuousClock.Instant = .now
  ) throws(UploadRefusal) -> Int {
    let result: Result<Int, UploadRefusal> = uploads.withLock { uploads in
      Result { () throws(UploadRefusal) in
        guard var upload = uploads[key], upload.outcome == nil else { throw .unknown(key) }
        guard let index = upload.files.firstIndex(where: { $0.name == file }) else {
          throw .invalid("the upload \(key) has no file '\(file)'")
        }
        let known = upload.files[index]
        guard offset <= known.received, bytes.count <= known.size - offset else {
          throw .invalid(
            "the part of '\(file)' at \(offset) with \(bytes.count) bytes does not follow the \(known.received) of "
              + "\(known.size) that are there")
        }
        upload.lastHeard = now
        if offset + bytes.count > known.received {
          do throws(DaemonError) {
            try FileSystem.write(bytes, at: offset, of: "\(path(of: key))/\(file)")
          } catch {
            throw .failed(error.message)
          }
          upload.files[index].received = offset + bytes.count
        }
        uploads[key] = upload
        return upload.files[index].received
      }
    }
    return try result.get()
  }

  /// The one look at a model that has arrived whole, however often it is asked for.
  /// - Parameter look: begins the look; its folder is the upload's.
  func complete(_ key: String, look: (String) -> Outcome) throws(UploadRefusal) -> Outcome {
    let result: Result<Outcome, UploadRefusal> = uploads.withLock { uploads in
      Result { () throws(UploadRefusal) in
        guard let upload = uploads[key] else { throw .unknown(key) }
        if let outcome = upload.outcome { return outcome }
        if let file = upload.files.first(where: { $0.received < $0.size }) {
          throw .invalid("the file '\(file.name)' has \(file.received) of \(file.size) bytes; send the rest first")
        }
        let outcome = look(path(of: key))
        uploads[key]?.outcome = outcome
        return outcome
      }
    }
    return try result.get()
  }
}

/// Why an upload does not go on.
enum UploadRefusal: Error, Sendable, Equatable {
  case unknown(String)
  case full(String)
  /// What was sent is not a model that can be used.
  case invalid(String)
  /// The disk did not do its part.
  case failed(String)
}

/// A model that was imported.
struct ImportedModel: Sendable {
  var name: String
  var digest: String
  /// Digest of the package that had its name before.
  var replaced: String?
  /// What was done to it on the way.
  var remarks: [String]
}
