/// The text of the element that holds the receipt: `<metadata id="seqd-receipt">` of an SVG file,
/// `<annotation type="seqd-receipt">` of an InkML file, `<Comments>` of a PAGE XML file.
enum XMLReceipt {
  /// The element stands near the file's beginning, before anything is drawn.
  private static let searched = 1 << 16

  /// - Returns: nil where the file has none, or does not end it.
  static func text(of file: [UInt8]) -> [UInt8]? {
    for start in ["<metadata id=\"seqd-receipt\">", "<annotation type=\"seqd-receipt\">", "<Comments>"] {
      let name = start.dropFirst().prefix { $0 != " " && $0 != ">" }
      guard let found = file.prefix(searched).firstRange(of: Array(start.utf8)) else { continue }
      return text(in: file[found.upperBound...], upTo: "/\(name)>")
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
