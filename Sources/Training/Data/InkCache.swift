import FoundationEssentials
import Glibc

/// A data set's cleaned lines in one binary file, so that the next start needs no XML.
///
/// The file is of this machine's byte order and is thrown away rather than repaired: a key of the source files' sizes
/// and times, the format's version and a checksum stand at its head, and whatever does not match is no cache.
struct InkCache {
  /// Raised whenever the format, the cleaning or the normalising of transcriptions changes.
  private static let version: UInt64 = 1
  private static let magic: UInt64 = 0x6568_6361_6b6e_6921

  /// Where the file lies.
  let path: String
  private let folder: String
  private let key: UInt64

  init(folder: String, key: String) {
    self.folder = folder
    self.key = key.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    path = "\(folder)/ink-lines.cache"
  }

  /// The lines, or nil when there is no file, it is damaged, or it was made from other files.
  func read() -> RecordedInk? {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    return data.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes: bytes)
      guard reader.word() == Self.magic, reader.word() == Self.version, reader.word() == key,
        let sum = reader.word(), sum == Self.checksum(UnsafeRawBufferPointer(rebasing: bytes[reader.position...]))
      else { return nil }
      return RecordedInk(from: &reader)
    }
  }

  /// Replaces the file; readers see the old or the new one, never a part.
  ///
  /// - Throws: `InkDataError` when the folder cannot be written.
  func write(_ ink: RecordedInk) throws {
    var content = ByteWriter()
    ink.write(to: &content)
    var head = ByteWriter()
    for word in [Self.magic, Self.version, key, content.bytes.withUnsafeBytes(Self.checksum)] { head.word(word) }
    let temporary = "\(path).\(getpid())"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(head.bytes + content.bytes).write(to: URL(filePath: temporary))
    } catch {
      throw InkDataError("The cache \(temporary) cannot be written (\(error)); choose another cache folder.")
    }
    guard rename(temporary, path) == 0 else {
      throw InkDataError("The cache \(path) cannot be replaced (errno \(errno)); choose another cache folder.")
    }
  }

  /// FNV-1a over words of eight bytes, in four lanes so that one multiplication need not wait for the other.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = SIMD4<UInt64>(repeating: 0xcbf2_9ce4_8422_2325)
    var position = 0
    while position + 32 <= bytes.count {
      lanes = (lanes ^ bytes.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt64>.self)) &* 0x100_0000_01b3
      position += 32
    }
    var sum = lanes[0] ^ lanes[1] &* 3 ^ lanes[2] &* 5 ^ lanes[3] &* 7
    for byte in bytes[position...] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return sum
  }
}

/// Appends values to bytes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func word(_ value: UInt64) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }

  mutating func text(_ value: String) {
    word(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func points(_ values: [InkPoint]) {
    word(UInt64(values.count))
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }
}

/// Takes values off bytes; nil when too few are left.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func word() -> UInt64? {
    guard bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
  }

  /// A count of things that each take at least `size` bytes.
  mutating func count(ofSize size: Int) -> Int? {
    guard let word = word(), word <= UInt64((bytes.count - position) / size) else { return nil }
    return Int(word)
  }

  mutating func text() -> String? {
    guard let count = count(ofSize: 1) else { return nil }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  mutating func points() -> [InkPoint]? {
    guard let count = count(ofSize: MemoryLayout<InkPoint>.stride) else { return nil }
    let size = count * MemoryLayout<InkPoint>.stride
    defer { position += size }
    return [InkPoint](unsafeUninitializedCapacity: count) { buffer, filled in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + size]))
      filled = count
    }
  }
}

extension RecordedInk {
  fileprivate func write(to writer: inout ByteWriter) {
    for count in [cleaning.interpolated, cleaning.dropped, cleaning.cuts, unreadable.count] {
      writer.word(UInt64(count))
    }
    for file in unreadable {
      writer.text(file.file)
      writer.text(file.reason)
    }
    writer.word(UInt64(lines.count))
    for line in lines {
      writer.text(line.id)
      writer.text(line.text)
      writer.word(UInt64(line.strokes.count))
      for stroke in line.strokes { writer.points(stroke) }
    }
  }

  fileprivate init?(from reader: inout ByteReader) {
    guard let interpolated = reader.word(), let dropped = reader.word(), let cuts = reader.word(),
      let files = reader.count(ofSize: 16)
    else { return nil }
    self.init()
    cleaning.interpolated = Int(truncatingIfNeeded: interpolated)
    cleaning.dropped = Int(truncatingIfNeeded: dropped)
    cleaning.cuts = Int(truncatingIfNeeded: cuts)
    for _ in 0..<files {
      guard let file = reader.text(), let reason = reader.text() else { return nil }
      unreadable.append(InkReport.Unreadable(file: file, reason: reason))
    }
    guard let count = reader.count(ofSize: 24) else { return nil }
    lines.reserveCapacity(count)
    for _ in 0..<count {
      guard let id = reader.text(), let text = reader.text(), let strokeCount = reader.count(ofSize: 8) else {
        return nil
      }
      var strokes: [[InkPoint]] = []
      strokes.reserveCapacity(strokeCount)
      for _ in 0..<strokeCount {
        guard let points = reader.points() else { return nil }
        strokes.append(points)
      }
      lines.append(InkLine(id: id, text: text, strokes: strokes))
    }
  }
}
