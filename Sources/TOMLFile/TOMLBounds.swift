/// What a TOML file may have at most, looked at before the parser sees it: that one goes down as deep as a key has parts,
/// and gives no memory back.
struct TOMLBounds {
  static let mostBytes = 256 << 10
  /// Parts of one key, `a.b.c`.
  static let mostParts = 16
  /// Keys and elements of arrays.
  static let mostValues = 4096

  /// What is too much, as the second half of a sentence after the file's name; nil when nothing is.
  static func excess(of content: String) -> String? {
    let bytes = Array(content.utf8)
    guard bytes.count <= mostBytes else { return " has \(bytes.count) bytes; at most \(mostBytes) are read" }
    var scanner = TOMLBounds(bytes: bytes)
    return scanner.scan()
  }

  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  /// Dots since something that cannot be within a key.
  private var dots = 0
  private var values = 0

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func scan() -> String? {
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: "#"): while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString(byte)
      default:
        count(byte)
        place += 1
      }
      if dots >= Self.mostParts { return ", line \(line): a key has more than \(Self.mostParts) parts" }
      if values > Self.mostValues { return ", line \(line): there are more than \(Self.mostValues) keys and values" }
    }
    return nil
  }

  private mutating func count(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "."): dots += 1
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "),
      UInt8(ascii: "\t"), 0x80...:
      break
    case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "["): (dots, values) = (0, values + 1)
    case UInt8(ascii: "\n"): (dots, line) = (0, line + 1)
    default: dots = 0
    }
  }

  /// Goes past a string, which may be a part of a key.
  private mutating func skipString(_ quote: UInt8) {
    let isLong = place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
    place += isLong ? 3 : 1
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\n") {
        // A short string that is not closed is an error that the parser stops at.
        guard isLong else { return }
        line += 1
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\n") { line += 1 }
        place += 2
        continue
      }
      guard byte == quote else {
        place += 1
        continue
      }
      guard isLong else {
        place += 1
        return
      }
      var quotes = 0
      while place < bytes.count, bytes[place] == quote, quotes < 5 { (place, quotes) = (place + 1, quotes + 1) }
      if quotes >= 3 { return }
    }
  }
}
