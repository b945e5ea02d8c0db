import Glibc

/// A hidden folder for the packages of one learning, in the folder where the command runs; it goes with them.
struct LearningFolder: ~Copyable {
  let path: String

  /// - Throws: a failure with status `failed` when it cannot be made.
  init() throws(Failure) {
    var template = Array(".seqctl-learn-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw Failure(
        .failed, "no folder can be made here: \(String(cString: strerror(errno)))",
        advice: "run it in a folder that you may write to", code: "unwritable")
    }
    path = String(cString: made)
  }

  /// Where the model goes that is learned from; no model can have this name, so none that is made comes into its way.
  var base: String { "\(path)/Base" }

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
