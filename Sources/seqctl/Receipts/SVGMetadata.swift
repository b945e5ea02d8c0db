/// The text of an SVG file's element `<metadata id="seqd-receipt">`.
enum SVGMetadata {
  /// The element stands near the file's beginning, before anything is drawn.
  private static let searched = 1 << 16

  /// - Returns: nil where the file has none, or does not end it.
  static func text(of file: [UInt8]) -> [UInt8]? {
    guard let start = file.prefix(searched).firstRange(of: Array("<metadata id=\"seqd-receipt\">".utf8)) else {
      return nil
    }
    var text: [UInt8] = []
    var rest = file[start.upperBound...]
    while let byte = rest.popFirst() {
      switch byte {
      // Inside of it `<` is written as `&lt;`.
      case UInt8(ascii: "<"): return rest.starts(with: Array("/metadata>".utf8)) ? text : nil
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
