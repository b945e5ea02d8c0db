import FoundationEssentials

/// Where one part of the data set lies: a compressed archive or the folder it unpacks to.
enum InkSource {
  case archive(String)
  case folder(String)

  /// Finds `NAME-all.tar.xz`, `NAME-all.tar.gz`, `NAME-all.tar` or the unpacked folder `NAME` in a data set's folder.
  ///
  /// - Throws: `InkDataError` when none of them is there.
  static func find(_ name: String, in folder: String) throws -> InkSource {
    let files = FileManager.default
    for suffix in ["tar.xz", "tar.gz", "tar"] {
      let path = "\(folder)/\(name)-all.\(suffix)"
      if files.fileExists(atPath: path) { return .archive(path) }
    }
    var isFolder = false
    if files.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder), isFolder {
      return .folder("\(folder)/\(name)")
    }
    throw InkDataError(
      "There is neither \(name)-all.tar.xz, \(name)-all.tar.gz nor a folder \(name) in \(folder); "
        + "give the folder that holds the official IAM-OnDB files.")
  }

  /// Calls `body` with the name (last path component) and content of every file that ends in `suffix`.
  func forEachFile(suffix: String, _ body: (String, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    switch self {
    case .archive(let path):
      try ArchiveReader(path: path).forEachFile(suffix: suffix) { name, bytes in
        try body(Self.lastComponent(name), bytes)
      }
    case .folder(let path):
      for name in try FileManager.default.subpathsOfDirectory(atPath: path).sorted() where name.hasSuffix(suffix) {
        let content = try [UInt8](Data(contentsOf: URL(filePath: "\(path)/\(name)")))
        try content.withUnsafeBufferPointer { try body(Self.lastComponent(name), $0) }
      }
    }
  }

  /// A text that changes whenever the files do: names, sizes and times of change.
  func fingerprint() throws -> String {
    switch self {
    case .archive(let path):
      return try Self.stamp(of: path)
    case .folder(let path):
      let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
      return try names.map { "\($0) " + (try Self.stamp(of: "\(path)/\($0)")) }.joined(separator: "\n")
    }
  }

  /// A file's size and time of change.
  static func stamp(of path: String) throws -> String {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let size = (attributes[.size] as? any BinaryInteger).map { "\($0)" } ?? "?"
    let time = (attributes[.modificationDate] as? Date).map { "\($0.timeIntervalSince1970)" } ?? "?"
    return "\(path) \(size) \(time)"
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
