/// Goes through a dictionary of a PDF file to its end, past strings and what is nested, and finds the references in it
/// (ISO 32000-1, 7.3).
struct PDFWalk {
  let bytes: [UInt8]
  var position: Int

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// A whole number that may be the first or second of a reference.
  private struct Number {
    var start: Int
    var value: Int
  }

  /// - Returns: where references stand, from their first digit to behind the `R`, and their numbers; nil where there is
  ///   no dictionary, it does not end, or something stands in it that the daemon writes nowhere.
  mutating func dictionary() -> [(place: Range<Int>, number: Int)]? {
    guard next == UInt8(ascii: "<") else { return nil }
    var references: [(place: Range<Int>, number: Int)] = []
    var open: [UInt8] = []
    var before: Number?
    var last: Number?
    while let byte = next {
      let start = position
      position += 1
      var number: Number?
      switch byte {
      case 0x0A, 0x20: continue
      case UInt8(ascii: "("):
        guard skipString() else { return nil }
      case UInt8(ascii: "<"):
        if next == byte {
          position += 1
          open.append(byte)
        } else {
          guard skipHexadecimal() else { return nil }
        }
      case UInt8(ascii: ">"):
        guard next == byte, open.popLast() == UInt8(ascii: "<") else { return nil }
        position += 1
        if open.isEmpty { return references }
      case UInt8(ascii: "["): open.append(byte)
      case UInt8(ascii: "]"):
        guard open.popLast() == UInt8(ascii: "[") else { return nil }
      case UInt8(ascii: "/"): skipWord()
      case UInt8(ascii: "%"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ")"): return nil
      default:
        skipWord()
        let word = bytes[start..<position]
        if word.elementsEqual("R".utf8) {
          guard let before, let last, last.value == 0 else { return nil }
          references.append((before.start..<position, before.value))
        } else {
          number = Self.value(of: word).map { Number(start: start, value: $0) }
        }
      }
      (before, last) = (number == nil ? nil : last, number)
    }
    return nil
  }

  /// A whole number of at most 10 digits without a sign.
  private static func value(of word: ArraySlice<UInt8>) -> Int? {
    guard word.count <= 10, word.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return word.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
  }

  private mutating func skipWord() {
    while let byte = next, byte > 0x20, !"/()<>[]{}%".utf8.contains(byte) { position += 1 }
  }

  /// From behind `(` to behind the `)` that belongs to it.
  private mutating func skipString() -> Bool {
    var depth = 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\\"): position += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return true }
      default: break
      }
    }
    return false
  }

  private mutating func skipHexadecimal() -> Bool {
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: ">") { return true }
    }
    return false
  }
}
