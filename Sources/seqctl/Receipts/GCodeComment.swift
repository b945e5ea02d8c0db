/// The comment of a G-code file that begins with `; seqd-receipt `.
enum GCodeComment {
  /// It stands near the file's beginning, before anything is drawn.
  private static let searched = 1 << 12

  /// - Returns: nil where the file has none.
  static func text(of file: [UInt8]) -> [UInt8]? {
    guard let start = file.prefix(searched).firstRange(of: Array("\n; seqd-receipt ".utf8)) else { return nil }
    return Array(file[start.upperBound...].prefix { $0 != 0x0A && $0 != 0x0D })
  }
}
