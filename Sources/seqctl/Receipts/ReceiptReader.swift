import Wire

/// Finds the receipt that a file carries, whatever its format.
enum ReceiptReader {
  /// - Returns: nil where the bytes carry none.
  /// - Throws: the second half of a sentence that begins with the file's name.
  static func receipt(in file: [UInt8]) throws(WireError) -> ReceiptFile? {
    let json: [UInt8]?
    switch kind(of: file) {
    case .pdf: json = PDFKeywords.text(of: file)
    case .png: json = try PNGText.text(of: file)
    case .xml: json = XMLReceipt.text(of: file)
    case .gcode: json = GCodeComment.text(of: file)
    case .json: return try ReceiptFile.field(of: file)
    case nil: return nil
    }
    return try json.map { json throws(WireError) in try ReceiptFile(json: json) }
  }

  private enum Kind { case pdf, png, xml, gcode, json }

  private static func kind(of file: [UInt8]) -> Kind? {
    if file.starts(with: Array("%PDF-".utf8)) { return .pdf }
    if file.starts(with: PNGText.signature) { return .png }
    let start = file.prefix(1024).drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if start.starts(with: Array("<?xml".utf8)) || start.starts(with: Array("<svg".utf8)) { return .xml }
    if start.first == UInt8(ascii: ";") { return .gcode }
    return start.first == UInt8(ascii: "{") ? .json : nil
  }
}
