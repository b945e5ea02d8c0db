/// What Cairo leaves out of its PNG files.
enum PNGFile {
  /// Length of the signature and the header chunk, which all others follow.
  private static let headerEnd = 33

  /// The file with a pHYs chunk, from which viewers and printers know its true size.
  static func withResolution(_ dotsPerInch: Double, in file: [UInt8]) -> [UInt8] {
    let perMetre = UInt32((dotsPerInch / 0.0254).rounded())
    let content = Array("pHYs".utf8) + bigEndian(perMetre) + bigEndian(perMetre) + [1]
    let chunk = bigEndian(UInt32(content.count - 4)) + content + bigEndian(checksum(content))
    return Array(file[..<headerEnd]) + chunk + file[headerEnd...]
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 as PNG has it (reflected polynomial 0xEDB88320).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xffff_ffff
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
