/// The text of the element that holds the receipt: `<metadata id="seqd-receipt">` of an SVG file,
/// `<annotation type="seqd-receipt">` of an InkML file.
enum XMLReceipt {
  /// The element stands near the file's beginning, before anything is drawn.
  private static let searched = 1 << 16

  /// - Returns: nil where the file has none, or does not end it.
  static func text(of file: [UInt8]) -> [UInt8]? {
    for name in ["metadata id", "annotation type"] {
      let start = Array("<\(name)=\"seqd-receipt\">".utf8)
      guard let found = file.prefix(searched).firstRange(of: start) else { continue }
      return text(in: file[found.upperBound...], upTo: "/\(name.prefix { $0 != " " })>")
    }
    return nil
  }

  private static func text(in file: ArraySlice<UInt8>, upTo end: String) -> [UInt8]? {
    var text: [UInt8] = []
    var rest = file
    while let byte = rest.popFirst() {
      switch byte {
      // Inside of it `<` is written as `&lt;`.
      case UInt8(ascii: "<"): return rest.starts(with: end.utf8) ? text : nil
      case UInt8(ascii: "&"):
        guard let end = rest.prefix(8).firstIndex(of: UInt8(ascii: ";")),
          let character = entities[String(decoding: rest[..<end], as: UTF8.self)]
        else { return nil }
        text.append(character)
        rest = rest[(end + 1)...]
      default: text.append(byte)
      }
    }
    return nil
  }

  private static let entities: [String: UInt8] = [
    "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
    "apos": UInt8(ascii: "'"),
  ]
}
