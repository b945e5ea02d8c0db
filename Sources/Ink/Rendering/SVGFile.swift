/// What Cairo's SVG files need to be the same each time, and to have a title.
enum SVGFile {
  /// The file with each `surfaceN` renamed by its first appearance: Cairo counts the surfaces of the whole process.
  static func withoutSurfaceCount(_ file: [UInt8]) -> [UInt8] {
    let word = Array("surface".utf8)
    var names: [[UInt8]: Int] = [:]
    var result: [UInt8] = []
    result.reserveCapacity(file.count)
    var index = 0
    while index < file.count {
      guard file[index] == word[0], file[index...].starts(with: word) else {
        result.append(file[index])
        index += 1
        continue
      }
      index += word.count
      result += word
      let digits = file[index...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard !digits.isEmpty else { continue }
      let number = names[Array(digits)] ?? names.count + 1
      names[Array(digits)] = number
      result += Array(String(number).utf8)
      index = digits.endIndex
    }
    return result
  }

  /// How the element begins that holds the receipt.
  static let metadataStart = "<metadata id=\"seqd-receipt\">"

  /// The file without surface counts, its size in mm, its title and its receipt, if any, as the first children of its
  /// root.
  static func finished(
    _ file: [UInt8], width: Double, height: Double, title: String, receipt: String? = nil
  ) -> [UInt8] {
    let file = withoutSurfaceCount(file)
    let root = Array("<svg".utf8)
    guard let start = file.indices.first(where: { file[$0...].starts(with: root) }),
      let end = file[start...].firstIndex(of: UInt8(ascii: ">"))
    else { return file }
    let attributes = String(decoding: file[start..<end], as: UTF8.self).split(separator: " ").map { attribute in
      if attribute.hasPrefix("width=") { return "width=\"\(JSONText.number(width))mm\"" }
      if attribute.hasPrefix("height=") { return "height=\"\(JSONText.number(height))mm\"" }
      return String(attribute)
    }
    let head = attributes.joined(separator: " ") + ">" + about(title: title, receipt: receipt)
    return file[..<start] + Array(head.utf8) + file[(end + 1)...]
  }

  /// What a drawing says of itself, as the first children of its root; each on a line of its own, after a line break.
  static func about(title: String, receipt: String?) -> String {
    var about = ""
    if !title.isEmpty { about += "\n<title>\(escaped(title))</title>" }
    if let receipt { about += "\n\(metadataStart)\(escaped(receipt))</metadata>" }
    return about
  }

  /// Text as XML has it.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      // XML 1.0 has no control characters but these three.
      case _ where scalar.value < 32 && scalar != "\t" && scalar != "\n" && scalar != "\r": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
