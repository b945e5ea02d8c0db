import Wire

/// The text chunk of a PNG file that has the keyword `seqd`.
enum PNGText {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Returns: nil where the file has none, or is no PNG any more before it comes to it.
  /// - Throws: the second half of a sentence, when the chunk is not the one that was written.
  static func text(of file: [UInt8]) throws(WireError) -> [UInt8]? {
    let start = Array("tEXtseqd\0".utf8)
    var position = signature.count
    // Of each chunk: length, type, content, checksum of the last two.
    while position <= file.count - 12 {
      let length = number(in: file, at: position)
      let chunk = position + 4
      guard length <= file.count - position - 12 else { return nil }
      let end = chunk + 4 + length
      if file[chunk..<end].starts(with: start) {
        guard checksum(file[chunk..<end]) == number(in: file, at: end) else {
          throw WireError(.invalidRequest, "has a damaged receipt: its checksum is another")
        }
        return Array(file[(chunk + start.count)..<end])
      }
      position = end + 4
    }
    return nil
  }

  private static func number(in file: [UInt8], at position: Int) -> Int {
    file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// CRC-32 as PNG has it.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
    var remainder: UInt32 = .max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    }
    return Int(~remainder)
  }
}
