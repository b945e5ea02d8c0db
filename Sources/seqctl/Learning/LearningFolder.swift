import Glibc

/// A hidden folder for the packages of one learning, in the folder where the command runs; it goes with them.
struct LearningFolder: ~Copyable {
  let path: String

  /// - Throws: a failure with status `failed` when it cannot be made.
  init() throws(Failure) {
    path = ".seqctl-learn-\(getpid())"
    guard mkdir(path, 0o700) == 0 else {
      throw Failure(
        .failed, "no folder can be made here: \(String(cString: strerror(errno)))",
        advice: "run it in a folder that you may write to", code: "unwritable")
    }
  }

  deinit { Self.remove(path) }

  /// Puts a package where its user finds it, under its name or the first free one like it.
  /// - Returns: its path; where it cannot be moved, nil.
  func keep(_ name: String) -> String? {
    for number in 1...100 {
      let target = "./" + (number == 1 ? name : "\(name)-\(number)")
      if access(target, F_OK) == 0 { continue }
      return rename("\(path)/\(name)", target) == 0 ? target : nil
    }
    return nil
  }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
