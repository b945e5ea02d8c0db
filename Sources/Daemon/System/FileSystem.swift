import Glibc

/// The few file operations the daemon needs, with errors that name the path.
enum FileSystem {
  /// The reason the operating system gave for the last failure.
  static var lastReason: String { String(cString: strerror(errno)) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Lets the process have as many descriptors as the system allows it; every connection takes one.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    // The unit sets both alike, and forbids to change them.
    guard limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    // What the system does not allow is met with when it is needed.
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Makes a folder and what is missing above it; one that is there already is left as it is.
  static func makeFolder(_ path: String, mode: mode_t) throws(DaemonError) {
    if isFolder(path) { return }
    let above = parent(of: path)
    if above != "/", above != "." { try makeFolder(above, mode: mode) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw DaemonError("cannot make the folder \(path): \(lastReason)")
    }
  }

  /// Makes a folder that only its owner may enter, where it is missing.
  /// - Throws: also when it is there but belongs to another user, who could then put something else in its place.
  static func makePrivateFolder(_ path: String) throws(DaemonError) {
    try makeFolder(path, mode: 0o700)
    var status = stat()
    guard lstat(path, &status) == 0 else { throw DaemonError("cannot examine the folder \(path): \(lastReason)") }
    guard status.st_uid == getuid() || status.st_uid == 0 else {
      throw DaemonError("the folder \(path) belongs to another user; choose another place for the socket")
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Names in a folder, sorted; empty when it cannot be read.
  static func names(in folder: String) -> [String] { listing(of: folder) ?? [] }

  /// Names in a folder, sorted; nil when it cannot be read.
  static func listing(of folder: String) -> [String]? {
    guard let handle = opendir(folder) else { return nil }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func read(_ path: String) throws(DaemonError) -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachPart(of: path) {
      bytes.reserveCapacity($0)
    } part: { part throws(DaemonError) in
      bytes.append(contentsOf: part)
    }
    return bytes
  }

  /// The beginning of a file that has no size, as those of /proc: at most 4,096 bytes.
  static func readSpecial(_ path: String) throws(DaemonError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DaemonError("cannot open \(path): \(lastReason)") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw DaemonError("cannot read \(path): \(lastReason)") }
    return Array(bytes[..<count])
  }

  /// Reads a plain file part by part, so that a large one never stands in memory whole.
  /// - Parameters:
  ///   - size: told how many bytes there are, before the first part.
  ///   - part: told the parts in their order.
  static func forEachPart(
    of path: String, size tell: (Int) -> Void = { _ in },
    part: (UnsafeRawBufferPointer) throws(DaemonError) -> Void
  ) throws(DaemonError) {
    // Opening a pipe would wait for somebody to write into it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DaemonError("cannot open \(path): \(lastReason)") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw DaemonError("cannot read \(path): \(lastReason)") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw DaemonError("cannot read \(path): not a plain file") }
    let size = Int(status.st_size)
    tell(size)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    var done = 0
    while done < size {
      let count = Glibc.read(descriptor, buffer.baseAddress, min(buffer.count, size - done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw DaemonError("cannot read \(path): \(count == 0 ? "it became shorter" : lastReason)")
      }
      try part(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      done += count
    }
  }

  /// Copies a plain file to a new one and waits until that is on the disk.
  static func copy(_ source: String, to target: String) throws(DaemonError) {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DaemonError("cannot write \(target): \(lastReason)") }
    defer { close(descriptor) }
    try forEachPart(of: source) { part throws(DaemonError) in try write(part, to: descriptor, path: target) }
    guard fsync(descriptor) == 0 else { throw DaemonError("cannot sync \(target): \(lastReason)") }
  }

  /// What a file's name ends with until it is whole; it begins with a dot till then, as nobody's own file does.
  static let temporarySuffix = ".partial"

  /// Puts `bytes` at `path` so that, whenever power fails, the file is as before or whole.
  static func replace(_ path: String, with bytes: [UInt8]) throws(DaemonError) {
    let folder = parent(of: path)
    let temporary = "\(folder)/.\(path.split(separator: "/").last ?? "")\(temporarySuffix)"
    do throws(DaemonError) {
      try write(bytes, to: temporary)
      guard rename(temporary, path) == 0 else { throw DaemonError("cannot write \(path): \(lastReason)") }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncFolder(folder)
  }

  /// Makes renames and new names in a folder durable.
  static func syncFolder(_ folder: String) throws(DaemonError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DaemonError("cannot open the folder \(folder): \(lastReason)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DaemonError("cannot sync the folder \(folder): \(lastReason)") }
  }

  /// Removes a folder of files.
  static func removeFolder(_ folder: String) {
    for name in names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  static func removeFile(_ path: String) { unlink(path) }

  /// Brings a file to the disk.
  static func sync(_ path: String) throws(DaemonError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw DaemonError("cannot open \(path): \(lastReason)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DaemonError("cannot sync \(path): \(lastReason)") }
  }

  /// Writes a part of a file that is there, without waiting for the disk.
  static func write(_ bytes: [UInt8], at offset: Int, of path: String) throws(DaemonError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw DaemonError("cannot write \(path): \(lastReason)") }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, offset + written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw DaemonError("cannot write \(path): \(lastReason)") }
      written += count
    }
  }

  /// Reads at most `count` bytes from `offset` on, and how many bytes the file has.
  static func read(_ path: String, from offset: Int, count: Int) throws(DaemonError) -> (bytes: [UInt8], size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DaemonError("cannot open \(path): \(lastReason)") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw DaemonError("cannot read \(path): \(lastReason)") }
    let size = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
    var done = 0
    while done < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw DaemonError("cannot read \(path): \(got == 0 ? "it became shorter" : lastReason)") }
      done += got
    }
    return (bytes, size)
  }

  /// Writes a file and waits until it is on the disk.
  static func write(_ bytes: [UInt8], to path: String) throws(DaemonError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DaemonError("cannot write \(path): \(lastReason)") }
    defer { close(descriptor) }
    let result: Result<Void, DaemonError> = bytes.withUnsafeBytes { buffer in
      Result { () throws(DaemonError) in try write(buffer, to: descriptor, path: path) }
    }
    try result.get()
    guard fsync(descriptor) == 0 else { throw DaemonError("cannot sync \(path): \(lastReason)") }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(DaemonError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw DaemonError("cannot write \(path): \(lastReason)") }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}
