import Glibc

/// Where an exported model goes: a folder that is there whole or not at all.
struct PackageTarget {
  /// Without a closing slash.
  let path: String
  private let temporary: String
  private let replaces: Bool

  /// Makes the temporary folder beside the target.
  /// - Throws: a failure with status `invalid` when something is there already that may not be replaced.
  init(_ output: String, replaces: Bool) throws(Failure) {
    path = try Self.check(output, replaces: replaces)
    self.replaces = replaces
    temporary = OutputPlace.temporaryName(in: OutputPlace.parent(of: path)) + ".package"
    guard mkdir(temporary, 0o777) == 0 else { throw cannotWrite() }
  }

  /// Looks at the target alone.
  /// - Returns: its path without a closing slash.
  @discardableResult
  static func check(_ output: String, replaces: Bool) throws(Failure) -> String {
    let trimmed = String(output.reversed().drop { $0 == "/" }.reversed())
    guard !trimmed.isEmpty, trimmed != ".", !trimmed.hasSuffix("/..") && trimmed != ".." else {
      throw Failure(.invalid, "'\(output)' is no folder that can be made", advice: "give another one with -o")
    }
    var status = stat()
    guard lstat(trimmed, &status) == 0 else { return trimmed }
    guard replaces else {
      throw Failure(
        .invalid, "\(trimmed) is there already", advice: "give another folder, or --force to replace it", code: "exists"
      )
    }
    guard status.st_mode & S_IFMT == S_IFDIR, isPackage(trimmed) else {
      throw Failure(
        .invalid, "\(trimmed) is no model package, so it is not replaced", advice: "give another folder", code: "exists"
      )
    }
    return trimmed
  }

  /// Writes a part of a file, in order.
  func write(_ bytes: [UInt8], of name: String, at offset: Int) throws(Failure) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open("\(temporary)/\(name)", offset == 0 ? flags | O_EXCL : flags, 0o666)
    guard descriptor >= 0 else { throw cannotWrite() }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress! + done, $0.count - done, offset + done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw cannotWrite() }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw cannotWrite() }
  }

  /// Gives the folder its name; one that it replaces stays if that fails.
  func commit() throws(Failure) {
    let aside = temporary + ".old"
    let isThere = access(path, F_OK) == 0
    if isThere, !replaces || rename(path, aside) != 0 { throw cannotWrite() }
    sync(temporary)
    guard rename(temporary, path) == 0 else {
      let failure = cannotWrite()
      if isThere { _ = rename(aside, path) }
      throw failure
    }
    sync(path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    Self.remove(aside)
  }

  /// Makes the names in a folder durable, where the file system can.
  private func sync(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Leaves nothing behind.
  func discard() { Self.remove(temporary) }

  /// Whether a folder is what an export would replace: empty, or a package and nothing else, as far as the names tell.
  /// Anything else is somebody's work.
  private static func isPackage(_ folder: String) -> Bool {
    let names = names(in: folder)
    for name in names {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG, !name.hasPrefix("."),
        ["json", "md", "safetensors"].contains(where: { name.hasSuffix(".\($0)") })
      else { return false }
    }
    return names.isEmpty || names.contains("model.json") && names.contains("weights.safetensors")
  }

  private static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ folder: String) {
    for name in names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private func cannotWrite() -> Failure {
    Failure(
      .failed, "\(path) cannot be written: \(String(cString: strerror(errno)))",
      advice: "choose another folder with -o",
      code: "unwritable")
  }
}
