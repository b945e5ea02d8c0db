import CArchive
import FoundationEssentials

/// Finds and reads the files of the text corpora, compressed or not.
enum TextFiles {
  /// The content of a plain or compressed file that holds one text.
  /// - Throws: `InkDataError` when it cannot be read.
  static func read(_ path: String) throws -> [UInt8] {
    guard let archive = archive_read_new() else { throw InkDataError("There is no memory to read \(path).") }
    defer { archive_read_free(archive) }
    archive_read_support_filter_all(archive)
    archive_read_support_format_raw(archive)
    archive_read_support_format_zip(archive)
    archive_read_support_format_empty(archive)
    func failure() -> InkDataError {
      let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it ends early"
      return InkDataError("\(path) cannot be read (\(reason)); fetch it again and compare its size.")
    }
    guard archive_read_open_filename(archive, path, 1 << 17) == ARCHIVE_OK else { throw failure() }
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return [] }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw failure() }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = buffer.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw failure() }
      if count == 0 { return content }
      content += buffer[..<count]
    }
  }

  /// The three files of the Penn Treebank in a folder or archive: training, validation, test.
  /// - Throws: `InkDataError` that names the files expected.
  static func pennTreebank(_ path: String) throws -> [[UInt8]] {
    let names = ["ptb.train.txt", "ptb.valid.txt", "ptb.test.txt"]
    var found: [String: [UInt8]] = [:]
    let archives = ["ptb.tar.xz", "ptb.tar.gz", "simple-examples.tgz", "simple-examples.tar.gz"].map { "\(path)/\($0)" }
    if names.allSatisfy({ FileManager.default.fileExists(atPath: "\(path)/\($0)") }) {
      for name in names { found[name] = try read("\(path)/\(name)") }
    } else if let archive = ([path] + archives).first(where: isFile) {
      try ArchiveReader(path: archive).forEachFile(suffix: ".txt") { name, bytes in
        let leaf = name.split(separator: "/").last.map(String.init) ?? name
        if names.contains(leaf) { found[leaf] = Array(bytes) }
      }
    }
    let missing = names.filter { found[$0] == nil }
    guard missing.isEmpty else {
      throw InkDataError(
        "\(path) lacks \(missing.joined(separator: ", ")) of the Penn Treebank (Mikolov's preprocessing); give the folder "
          + "that holds the three files, or ptb.tar.xz or simple-examples.tgz with them.")
    }
    return names.map { found[$0] ?? [] }
  }

  /// The Hutter prize's text, whole or its beginning: `enwik8`, compressed or not.
  /// - Throws: `InkDataError` when there is none.
  static func wikipedia(_ path: String) throws -> [UInt8] {
    if isFile(path) { return try read(path) }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasPrefix("enwik8") }
    // The shortest name is the whole file where its beginning lies beside it.
    guard let name = names.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) else {
      throw InkDataError(
        "There is no file enwik8, enwik8.zip or enwik8.xz in \(path); give the Hutter prize's text or its beginning.")
    }
    return try read("\(path)/\(name)")
  }

  /// Whether a file's name is that of an archive with the Penn Treebank, rather than that of one of its texts.
  static func isTreebankArchive(_ name: String) -> Bool {
    (name.hasPrefix("ptb.") || name.hasPrefix("simple-examples"))
      && [".tar", ".tgz", ".zip"].contains(where: name.contains)
  }

  static func isFile(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
  }
}
