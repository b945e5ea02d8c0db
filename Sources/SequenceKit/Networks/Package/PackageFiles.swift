import Glibc

/// Files of a model package, read and written through POSIX calls so that every failure has its reason.
enum PackageFiles {
  /// The names of the regular files of a folder, sorted; names that begin with a dot are left out.
  static func names(in folder: String) throws(ModelPackageError) -> [String] {
    guard let entries = entries(of: folder) else {
      throw ModelPackageError("The model folder \(folder) cannot be opened: \(reason(errno))")
    }
    return entries.filter { name in
      var status = stat()
      return !name.hasPrefix(".") && stat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }.sorted()
  }

  /// The names of all that is in a folder; nil when it cannot be opened.
  private static func entries(of folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The whole content of a file of at most `limit` bytes.
  static func read(_ path: String, limit: Int) throws(ModelPackageError) -> [UInt8] {
    let (descriptor, size) = try openFile(path, limit: limit)
    defer { close(descriptor) }
    return try read(descriptor, 0..<size, path: path)
  }

  /// Opens a regular file of at most `limit` bytes; the caller closes it.
  static func openFile(_ path: String, limit: Int) throws(ModelPackageError) -> (descriptor: Int32, size: Int) {
    // Opening a pipe would wait for somebody to write into it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ModelPackageError("\(path) cannot be opened: \(reason(errno))") }
    do throws(ModelPackageError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        throw ModelPackageError("\(path) cannot be examined: \(reason(errno))")
      }
      guard status.st_mode & S_IFMT == S_IFREG else { throw ModelPackageError("\(path) is not a regular file") }
      guard status.st_size <= limit else {
        throw ModelPackageError("\(path) has \(status.st_size) bytes; at most \(limit) are read")
      }
      return (descriptor, Int(status.st_size))
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Bytes of an open file.
  /// - Throws: also when the file ends before them.
  static func read(_ descriptor: Int32, _ range: Range<Int>, path: String) throws(ModelPackageError) -> [UInt8] {
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let got = pread(descriptor, buffer.baseAddress! + count, range.count - count, range.lowerBound + count)
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else {
          failure = got == 0 ? "it became shorter" : reason(errno)
          return
        }
        count += got
      }
    }
    if let failure { throw ModelPackageError("\(path) cannot be read: \(failure)") }
    return bytes
  }

  /// Writes a new file and waits until it is on the disk.
  static func write(_ bytes: [UInt8], to path: String) throws(ModelPackageError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ModelPackageError("\(path) cannot be created: \(reason(errno))") }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw ModelPackageError("\(path) cannot be written: \(reason(errno))") }
      written += count
    }
    guard fsync(descriptor) == 0 else {
      throw ModelPackageError("\(path) cannot be brought to the disk: \(reason(errno))")
    }
  }

  /// - Throws: unless nothing is there, or an empty folder, or one with a package's files and no other that can be told
  ///   from one of its resources.
  static func checkReplaceable(_ target: String) throws(ModelPackageError) {
    var status = stat()
    guard lstat(target, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, let names = entries(of: target) else {
      throw ModelPackageError("\(target) is no folder that a model could take the place of; give another one")
    }
    for name in names {
      guard !name.hasPrefix("."), !name.hasSuffix(".ckpt"), lstat("\(target)/\(name)", &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else {
        throw ModelPackageError("\(target) holds '\(name)', which is no part of a model; give another folder")
      }
    }
    guard names.isEmpty || names.contains(ModelPackage.descriptionFile) && names.contains(ModelPackage.weightsFile)
    else {
      throw ModelPackageError(
        "\(target) holds files, but no model that a new one could take the place of; give another folder")
    }
  }

  /// - Throws: unless new names may be put into a folder.
  static func checkWritable(_ parent: String, for target: String) throws(ModelPackageError) {
    guard access(parent, W_OK | X_OK) == 0 else {
      throw ModelPackageError(
        "\(target) cannot be made, since the folder \(parent) cannot be written to: \(reason(errno)); make that folder, or "
          + "give another one")
    }
  }

  /// Puts the folder `source` in the place of `target`; one that stood there is moved to `aside` first, put back when
  /// this fails, and removed when it is done.
  static func replace(_ target: String, with source: String, aside: String) throws(ModelPackageError) {
    try synchronise(source)
    let replaces = rename(target, aside) == 0
    guard replaces || errno == ENOENT else {
      throw ModelPackageError("\(target) cannot be replaced: \(reason(errno))")
    }
    guard rename(source, target) == 0 else {
      let code = errno
      if replaces { rename(aside, target) }
      throw ModelPackageError("\(target) cannot be put in place: \(reason(code))")
    }
    try synchronise(parent(of: target))
    if replaces { removeFolder(aside) }
  }

  /// Removes a folder and the files in it; package folders have no folders inside.
  static func removeFolder(_ folder: String) {
    guard let entries = entries(of: folder) else { return }
    for name in entries { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  private static func synchronise(_ folder: String) throws(ModelPackageError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ModelPackageError("\(folder) cannot be opened: \(reason(errno))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw ModelPackageError("\(folder) cannot be brought to the disk: \(reason(errno))")
    }
  }
}
