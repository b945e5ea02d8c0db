/// Pictures of characters with 2 × 4 dots each (Unicode block Braille Patterns, U+2800).
enum Braille {
  /// The bit of each dot, row by row: dots 1, 4, 2, 5, 3, 6, 7, 8.
  private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
  /// Darkness from which a pixel is a dot.
  private static let threshold: UInt8 = 110

  /// The rows of characters.
  static func rows(of raster: Raster) -> [String] {
    (0..<(raster.height + 3) / 4).map { row in
      var text = String.UnicodeScalarView()
      for column in 0..<(raster.width + 1) / 2 {
        var dots: UInt32 = 0
        for y in 0..<4 {
          for x in 0..<2 where raster[2 * column + x, 4 * row + y] >= threshold { dots |= bits[y][x] }
        }
        text.append(dots == 0 ? " " : Unicode.Scalar(0x2800 + dots) ?? " ")
      }
      return String(text)
    }
  }

  /// The rows one below the other, each in place of what stood there; the cursor ends where it was.
  static func text(of raster: Raster) -> String {
    let rows = rows(of: raster)
    guard !rows.isEmpty else { return "" }
    let lines = rows.map { row in
      let end = row.lastIndex { $0 != " " }.map { row.index(after: $0) } ?? row.startIndex
      return "\u{1B}[2K" + row[..<end]
    }
    return lines.joined(separator: "\r\n") + (rows.count > 1 ? "\u{1B}[\(rows.count - 1)A" : "") + "\r"
  }
}
