/// The keywords of a PDF file with a plain table of objects, as Cairo writes it (ISO 32000, 7.5 and 14.3.3).
enum PDFKeywords {
  /// - Returns: the keywords in UTF-8; nil where the file has none, or is not what it was.
  static func text(of file: [UInt8]) -> [UInt8]? {
    guard let trailer = lastPosition(of: "trailer", in: file), let table = lastPosition(of: "startxref", in: file)
    else {
      return nil
    }
    var scanner = PDFScanner(file: file, position: trailer)
    guard scanner.enterDictionary(), scanner.skip(toValueOf: "Info"), let object = scanner.integer(),
      let place = place(of: object, in: file, startxref: table)
    else { return nil }
    return text(ofObject: object, at: place, in: file)
  }

  /// The keywords in an information dictionary, which is an object that stands at a place in the file.
  static func text(ofObject object: Int, at place: Int, in file: [UInt8]) -> [UInt8]? {
    var scanner = PDFScanner(file: file, position: place)
    guard scanner.integer() == object, scanner.integer() != nil, scanner.take("obj"), scanner.enterDictionary(),
      scanner.skip(toValueOf: "Keywords"), let string = scanner.string()
    else { return nil }
    guard string.starts(with: [0xFE, 0xFF]) else { return string }
    // UTF-16, high byte first, which Cairo takes for what is not ASCII.
    let units = stride(from: 2, to: string.count - 1, by: 2).map { UInt16(string[$0]) << 8 | UInt16(string[$0 + 1]) }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Where an object stands, by the table that `startxref` points to: 20 bytes for each object.
  private static func place(of object: Int, in file: [UInt8], startxref: Int) -> Int? {
    var scanner = PDFScanner(file: file, position: startxref)
    guard let table = scanner.integer(), table < file.count else { return nil }
    scanner.position = table
    guard scanner.take("xref"), scanner.integer() == 0, let count = scanner.integer(), object < count else {
      return nil
    }
    scanner.skipSpace()
    let (entry, overflow) = object.multipliedReportingOverflow(by: 20)
    guard !overflow, entry < file.count else { return nil }
    scanner.position += entry
    return scanner.integer()
  }

  /// The position after a word in the last kilobytes of the file.
  private static func lastPosition(of word: String, in file: [UInt8]) -> Int? {
    let word = Array(word.utf8)
    var start = file.count - word.count
    while start >= max(0, file.count - 4096) {
      if file[start...].starts(with: word) { return start + word.count }
      start -= 1
    }
    return nil
  }
}

/// Reads the tokens of a PDF file one after the other; no bytes whatever make it trap.
struct PDFScanner {
  let file: [UInt8]
  var position: Int

  private var next: UInt8? { file.indices.contains(position) ? file[position] : nil }

  mutating func skipSpace() {
    while let byte = next, [0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(byte) { position += 1 }
  }

  mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard position <= file.count, file[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  mutating func enterDictionary() -> Bool { take("<<") }

  /// A whole number of at most 10 digits.
  mutating func integer() -> Int? {
    skipSpace()
    var digits = 0
    var value = 0
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 10 {
      value = 10 * value + Int(byte - UInt8(ascii: "0"))
      digits += 1
      position += 1
    }
    return digits > 0 ? value : nil
  }

  /// Goes on to the value of a key of the dictionary; false where that has no such key.
  mutating func skip(toValueOf key: String) -> Bool {
    while true {
      skipSpace()
      guard next == UInt8(ascii: "/") else { return false }
      position += 1
      let name = word()
      skipSpace()
      if name.elementsEqual(key.utf8) { return true }
      if next == UInt8(ascii: "(") || next == UInt8(ascii: "<") {
        guard string() != nil else { return false }
      } else {
        // A name, a number or a reference; up to the next key or the end.
        if next == UInt8(ascii: "/") { position += 1 }
        while let byte = next, byte != UInt8(ascii: "/"), byte != UInt8(ascii: ">") { position += 1 }
      }
    }
  }

  private mutating func word() -> ArraySlice<UInt8> {
    let start = position
    while let byte = next, byte > 0x20, !"/()<>[]{}%".utf8.contains(byte) { position += 1 }
    return file[start..<position]
  }

  /// A string in either of its forms, `(…)` or `<…>`; nil where there is none, or it does not end.
  mutating func string() -> [UInt8]? {
    skipSpace()
    switch next {
    case UInt8(ascii: "("):
      position += 1
      return literal()
    case UInt8(ascii: "<"):
      position += 1
      return hexadecimal()
    default: return nil
    }
  }

  private mutating func literal() -> [UInt8]? {
    var string: [UInt8] = []
    var depth = 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return string }
      case UInt8(ascii: "\\"):
        if let escaped = escaped() { string.append(escaped) }
        continue
      default: break
      }
      string.append(byte)
    }
    return nil
  }

  /// What a backslash and the bytes after it stand for; nothing for a line that goes on.
  private mutating func escaped() -> UInt8? {
    guard let byte = next else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case 0x0A: return nil
    case 0x0D:
      if next == 0x0A { position += 1 }
      return nil
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = Int(byte) & 7
      for _ in 0..<2 {
        guard let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
        value = value * 8 + Int(digit) & 7
        position += 1
      }
      return UInt8(truncatingIfNeeded: value)
    default: return byte
    }
  }

  private mutating func hexadecimal() -> [UInt8]? {
    var digits: [UInt8] = []
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: ">") {
        if digits.count % 2 == 1 { digits.append(0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digits.append(byte - UInt8(ascii: "A") + 10)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digits.append(byte - UInt8(ascii: "a") + 10)
      case 0...0x20: continue
      default: return nil
      }
    }
    return nil
  }
}
