import Glibc

/// A file that is written piece by piece: under a temporary name beside its path, made durable, then renamed, so that it
/// is there whole or not at all. `-` is standard output; that and devices are written as the pieces come.
struct OutputFile: ~Copyable {
  let path: String
  /// What gets the temporary file's name: the path, or what it leads to.
  private let target: String
  private let descriptor: Int32
  /// nil where the path itself is written to, and once the file has its name.
  private var temporary: String?

  /// - Throws: a failure with status `failed` that names the path and the system's reason.
  init(_ path: String) throws(Failure) {
    self.path = path
    let isOpen = path == "-"
    target = isOpen ? path : OutputPlace.followed(path)
    let name =
      isOpen || OutputPlace.isSpecial(path) ? nil : OutputPlace.temporaryName(in: OutputPlace.parent(of: target))
    temporary = name
    descriptor =
      if isOpen {
        STDOUT_FILENO
      } else if let name {
        open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      } else {
        open(path, O_WRONLY | O_CLOEXEC)
      }
    guard descriptor >= 0 else {
      temporary = nil
      throw OutputPlace.cannotWrite(path, .failed)
    }
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
    if let temporary { unlink(temporary) }
  }

  /// Writes all of the bytes behind those before.
  func write(_ bytes: [UInt8]) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw OutputPlace.cannotWrite(path == "-" ? "standard output" : path, .failed) }
      done += count
    }
  }

  /// Gives the file its name; without this nothing of it is left.
  mutating func commit() throws(Failure) {
    guard let name = temporary else { return }
    guard fsync(descriptor) == 0, rename(name, target) == 0 else { throw OutputPlace.cannotWrite(path, .failed) }
    temporary = nil
  }
}
