import CArchive

/// Reads a compressed tar archive from front to back, one file at a time, without unpacking it to disk.
struct ArchiveReader {
  /// The archive's path.
  let path: String

  /// Calls `body` with the name and content of every regular file whose name ends in `suffix`.
  ///
  /// - Throws: `InkDataError` for an archive that is missing, damaged or cut short.
  func forEachFile(suffix: String, _ body: (String, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    guard let archive = archive_read_new() else { throw InkDataError("There is no memory to read \(path).") }
    defer { archive_read_free(archive) }
    archive_read_support_filter_all(archive)
    archive_read_support_format_tar(archive)
    guard archive_read_open_filename(archive, path, 1 << 17) == ARCHIVE_OK else { throw failure(archive) }
    var buffer: [UInt8] = []
    var entry: OpaquePointer?
    while true {
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw failure(archive) }
      guard let name = archive_entry_pathname(entry).map({ String(cString: $0) }), name.hasSuffix(suffix) else {
        continue
      }
      let size = Int(archive_entry_size(entry))
      if buffer.count < size { buffer = [UInt8](repeating: 0, count: 2 * size) }
      try buffer.withUnsafeMutableBytes { bytes in
        var filled = 0
        while filled < size {
          let read = archive_read_data(archive, bytes.baseAddress! + filled, size - filled)
          guard read > 0 else { throw failure(archive) }
          filled += read
        }
        try body(name, UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).bindMemory(to: UInt8.self)[..<size]))
      }
    }
  }

  private func failure(_ archive: OpaquePointer) -> InkDataError {
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it ends early"
    return InkDataError("The archive \(path) cannot be read (\(reason)); fetch it again and compare its size.")
  }
}
