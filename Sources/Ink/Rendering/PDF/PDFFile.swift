import CZlib

/// A PDF file as it grows: numbered objects, then the table of where each stands (ISO 32000-1, 7.5).
struct PDFFile {
  private var bytes = Array("%PDF-1.5\n%\u{b5}\u{b6}\n".utf8)
  /// Where each object begins, by its number less one; nil until it is written.
  private var places: [Int?] = []

  /// A number for an object that is written later.
  mutating func reserve() -> Int {
    places.append(nil)
    return places.count
  }

  /// Writes an object.
  /// - Parameter number: one that was reserved; nil takes the next.
  @discardableResult
  mutating func add(_ content: String, as number: Int? = nil) -> Int {
    let number = number ?? reserve()
    begin(number)
    bytes += Array("\(content)\nendobj\n".utf8)
    return number
  }

  /// Writes a stream, compressed.
  /// - Parameter entries: of its dictionary, besides length and filter.
  mutating func addStream(_ content: [UInt8], entries: String = "") throws(InkError) -> Int {
    let number = reserve()
    let stream = try Self.compressed(content)
    begin(number)
    bytes += Array("<< /Length \(stream.count) /Filter /FlateDecode\(entries) >>\nstream\n".utf8)
    bytes += stream
    bytes += Array("\nendstream\nendobj\n".utf8)
    return number
  }

  private mutating func begin(_ number: Int) {
    places[number - 1] = bytes.count
    bytes += Array("\(number) 0 obj\n".utf8)
  }

  /// The whole file.
  /// - Parameters:
  ///   - root: number of the catalogue.
  ///   - info: number of the information dictionary; nil where there is none.
  consuming func finished(root: Int, info: Int?) -> [UInt8] {
    let table = bytes.count
    var end = "xref\n0 \(places.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place ?? 0)
      end += String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n"
    }
    end += "trailer\n<< /Size \(places.count + 1) /Root \(root) 0 R"
    if let info { end += " /Info \(info) 0 R" }
    end += " >>\nstartxref\n\(table)\n%%EOF\n"
    return bytes + Array(end.utf8)
  }

  /// A string: as it is where it is printable ASCII, else UTF-16 in hexadecimal digits (ISO 32000-1, 7.9.2.2).
  static func string(_ text: String) -> String {
    guard text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      return "<FEFF\(text.utf16.map { hexadecimal($0) }.joined())>"
    }
    return "(\(text.replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(")", with: "\\)")))"
  }

  /// Four digits.
  static func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static func compressed(_ content: [UInt8]) throws(InkError) -> [UInt8] {
    var length = compressBound(uLong(content.count))
    let stream = [UInt8](unsafeUninitializedCapacity: Int(length)) { output, count in
      let status = compress2(output.baseAddress, &length, content, uLong(content.count), Z_BEST_COMPRESSION)
      count = status == Z_OK ? Int(length) : 0
    }
    guard !stream.isEmpty else { throw InkError("Cannot write the document: zlib does not compress it.") }
    return stream
  }
}
