import Glibc
import Wire

/// The files of a folder that is to become a model.
struct PackageSource {
  let folder: String
  /// In order of name; hidden files and folders are left out.
  let files: [ModelFile]

  /// - Throws: a failure with status `invalid` when there is no such folder, or it cannot be a model.
  init(_ path: String) throws(Failure) {
    let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
    folder = trimmed.isEmpty ? "/" : trimmed
    guard let handle = opendir(folder) else {
      throw Failure(
        .invalid, "the folder \(path) cannot be read: \(String(cString: strerror(errno)))",
        advice: "give the folder that has the model's files", code: "unreadable")
    }
    defer { closedir(handle) }
    var found: [ModelFile] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard !name.hasPrefix("."), stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      found.append(ModelFile(name: name, size: Int(status.st_size)))
    }
    files = found.sorted { $0.name < $1.name }
    guard files.contains(where: { $0.name == "model.json" }) else {
      throw Failure(
        .invalid, "the folder \(path) has no model.json, so it is no model",
        advice: "Documentation/MODELS.md says what a model is made of", code: "no-model-json")
    }
  }

  /// Bytes of all files.
  var size: Int { files.reduce(0) { $0 + $1.size } }

  /// A part of a file, exactly as long as asked for.
  /// - Throws: a failure with status `failed` when the file has become shorter, or cannot be read.
  func read(_ file: ModelFile, at offset: Int, count: Int) throws(Failure) -> [UInt8] {
    let path = "\(folder)/\(file.name)"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + done, count - done, offset + done) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw Self.unreadable(path) }
      guard got > 0 else {
        throw Failure(
          .failed, "\(path) became shorter while it was read", advice: "import it again once nobody writes to it",
          code: "unreadable")
      }
      done += got
    }
    return bytes
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(.failed, "\(path) cannot be read: \(String(cString: strerror(errno)))", code: "unreadable")
  }
}
