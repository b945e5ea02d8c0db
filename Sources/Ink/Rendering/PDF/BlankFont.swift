/// A TrueType font whose glyphs draw nothing, each half an em wide: the least that readers of PDF take for a font.
enum BlankFont {
  /// The font's bytes.
  static func program(glyphs: Int) -> [UInt8] {
    var head = Table()
    head.add(16, [1, 0, 1, 0])  // versions of table and font
    head.add(32, [0, 0x5F0F_3CF5])  // the file's checksum, which goes in later; the table's mark
    head.add(16, [3, 1000])  // flags; units to the em
    head.add(32, [0, 0, 0, 0])  // made and changed: never
    head.add(16, [0, -250, 500, 750, 0, 8, 2, 0, 0])  // box, style, smallest size, direction, short offsets, format
    var horizontal = Table()
    horizontal.add(16, [1, 0, 750, -250, 0, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, 1])  // one width for all
    var profile = Table()
    profile.add(16, [1, 0, glyphs, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    var widths = Table()
    widths.add(16, [500, 0] + Array(repeating: 0, count: glyphs - 1))
    var offsets = Table()
    offsets.add(16, Array(repeating: 0, count: glyphs + 1))
    return file([
      ("glyf", [0, 0, 0, 0]), ("head", head.bytes), ("hhea", horizontal.bytes), ("hmtx", widths.bytes),
      ("loca", offsets.bytes), ("maxp", profile.bytes),
    ])
  }

  private struct Table {
    var bytes: [UInt8] = []

    mutating func add(_ bits: Int, _ values: [Int]) {
      for value in values {
        for shift in stride(from: bits - 8, through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
      }
    }
  }

  private static func file(_ tables: [(tag: String, bytes: [UInt8])]) -> [UInt8] {
    var directory = Table()
    directory.add(32, [0x0001_0000])
    // Number of tables, and what speeds a search among them: for six, 4 · 16, log2 4, the rest.
    directory.add(16, [tables.count, 64, 2, 16 * tables.count - 64])
    var body: [UInt8] = []
    let start = 12 + 16 * tables.count
    var checksumPlace = 0
    for table in tables {
      if table.tag == "head" { checksumPlace = start + body.count + 8 }
      directory.bytes += Array(table.tag.utf8)
      directory.add(32, [Int(checksum(table.bytes)), start + body.count, table.bytes.count])
      body += table.bytes + Array(repeating: 0, count: (4 - table.bytes.count % 4) % 4)
    }
    var font = directory.bytes + body
    var adjustment = Table()
    adjustment.add(32, [Int(0xB1B0_AFBA &- checksum(font))])
    font.replaceSubrange(checksumPlace..<checksumPlace + 4, with: adjustment.bytes)
    return font
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() { sum &+= UInt32(byte) << UInt32(24 - 8 * (index % 4)) }
    return sum
  }
}
