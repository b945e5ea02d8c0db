import Crypto
import Glibc

/// Artifacts as files: `results/JOB/ITEM.suffix`, each there whole or not at all.
struct ResultStore: Sendable {
  /// The `results` folder.
  let folder: String

  func path(of key: ItemKey, format: String) -> String { "\(folder)/\(key.job)/\(key.number).\(format)" }

  /// Writes an artifact to a temporary name, makes it durable and gives it its name.
  /// - Returns: the SHA-256 of the bytes, lower-case hexadecimal.
  /// - Throws: a sentence with the path and the reason of the operating system.
  func write(_ bytes: [UInt8], for key: ItemKey, format: String) throws(DaemonError) -> String {
    let jobFolder = "\(folder)/\(key.job)"
    if !FileSystem.isFolder(jobFolder) {
      try FileSystem.makeFolder(jobFolder, mode: 0o700)
      try FileSystem.syncFolder(folder)
    }
    try FileSystem.replace(path(of: key, format: format), with: bytes)
    return SHA256.hash(data: bytes).hexadecimal
  }

  /// Reads `count` bytes of an artifact from `offset` on, fewer at its end. Reading from the start compares the whole
  /// with what the store says of it.
  /// - Throws: when the file is gone, cannot be read, or has other bytes than those written.
  func read(
    _ item: ItemRecord, format: String, from offset: Int, count: Int
  ) throws(DaemonError) -> [UInt8] {
    let path = path(of: item.key, format: format)
    guard offset == 0 else { return try FileSystem.read(path, from: offset, count: count).bytes }
    var hash = SHA256()
    var beginning: [UInt8] = []
    try FileSystem.forEachPart(of: path) { part in
      hash.update(bufferPointer: part)
      if beginning.count < count { beginning += part.prefix(count - beginning.count) }
    }
    let digest = hash.finalize().hexadecimal
    guard digest == item.artifactDigest else {
      throw DaemonError(
        "the result \(path) is damaged: its SHA-256 is \(digest), written was \(item.artifactDigest ?? "none"); "
          + "submit the job again to make it anew")
    }
    return beginning
  }

  /// The highest number of a job that has a folder here; 0 where there is none.
  var highestJob: Int64 { FileSystem.names(in: folder).compactMap { Int64($0) }.max() ?? 0 }

  /// Removes what was being written of items when the process went down.
  func sweep(_ items: [ItemKey]) {
    let interrupted = Dictionary(grouping: items, by: \.job).mapValues { Set($0.map { "\($0.number)" }) }
    for (job, numbers) in interrupted {
      for name in FileSystem.names(in: "\(folder)/\(job)") where name.hasSuffix(FileSystem.temporarySuffix) {
        if numbers.contains(Self.number(name)) { unlink("\(folder)/\(job)/\(name)") }
      }
    }
  }

  /// The item that a file belongs to, whole or not.
  private static func number(_ name: String) -> String { String(name.drop { $0 == "." }.prefix { $0 != "." }) }

  /// Removes what was written of an item that had ended otherwise meanwhile, and the folder of a job that is gone.
  func discard(_ key: ItemKey) {
    let jobFolder = "\(folder)/\(key.job)"
    for name in FileSystem.names(in: jobFolder) where Self.number(name) == "\(key.number)" {
      unlink("\(jobFolder)/\(name)")
    }
    rmdir(jobFolder)
  }

  /// Removes all artifacts of a job that is forgotten already. Where the process goes down meanwhile, the next one goes on,
  /// by the name that the folder has then.
  func remove(job: Int64) {
    let aside = "\(folder)/.\(job)\(Self.removedSuffix)"
    guard rename("\(folder)/\(job)", aside) == 0 else { return }
    FileSystem.removeFolder(aside)
  }

  private static let removedSuffix = ".removed"

  /// Removes what was being removed when the process went down; there may be very much of it.
  func removeLeftovers() {
    for name in FileSystem.names(in: folder) where name.hasPrefix(".") && name.hasSuffix(Self.removedSuffix) {
      FileSystem.removeFolder("\(folder)/\(name)")
    }
  }
}
