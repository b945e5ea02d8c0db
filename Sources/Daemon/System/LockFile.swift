import Glibc

/// Exclusive use of a folder or socket by one process, for as long as the value lives; the kernel frees it at any death.
struct LockFile: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  /// - Parameters:
  ///   - path: the lock file; it stays when the lock is freed, since removing it would race with the next owner.
  ///   - subject: what the lock stands for, for the error message: "the state directory /x".
  /// - Throws: a sentence that names the process which has it.
  init(path: String, subject: String) throws(DaemonError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DaemonError("cannot open the lock file \(path): \(FileSystem.lastReason)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let owner = Self.owner(descriptor)
      close(descriptor)
      throw DaemonError("\(subject) is in use by another seqd\(owner); stop it, or choose another place")
    }
    let line = Array("\(getpid())\n".utf8)
    // Who holds the lock is only told to people; the lock itself stands without it.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, line, line.count, 0)
  }

  deinit { close(descriptor) }

  private static func owner(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return "" }
    let digits = bytes[..<count].prefix { (48...57).contains($0) }
    return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  }
}
