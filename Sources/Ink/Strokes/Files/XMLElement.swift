/// An element of an XML file, with all that is in it.
struct XMLElement {
  /// Without its prefix.
  var name: String
  /// Of names with a prefix, the whole: `xml:id`.
  var attributes: [String: String]
  /// Of its own, that of its children left out.
  var text = ""
  var children: [XMLElement] = []
  /// Of the file, where it begins.
  let line: Int

  /// Elements may be within one another this deep.
  static let deepest = 64
  /// The most elements of a file.
  static let most = 200_000

  /// Reads a file: elements, attributes, characters, CDATA; comments and processing instructions are passed over.
  ///
  /// There are no entities but the five of XML and numbered characters, and no document type: nothing is ever fetched, and
  /// nothing grows while it is read.
  /// - Throws: what is wrong, and in which line: the second half of a sentence.
  static func root(of text: String) throws(InkError) -> XMLElement {
    var reader = XMLReader(text)
    return try reader.document()
  }

  /// The text of the first child of a name, and with an attribute.
  func childText(_ name: String, type: String? = nil) -> String? {
    children.first { $0.name == name && (type == nil || $0.attributes["type"] == type) }?.text
  }
}

private struct XMLReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ text: String) { bytes = Array(text.utf8) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ what: String) -> InkError { InkError("in line \(line): \(what)") }

  mutating func document() throws(InkError) -> XMLElement {
    // The root is the only child of this.
    var open = [XMLElement(name: "", attributes: [:], line: 1)]
    var count = 0
    while position < bytes.count {
      if next != UInt8(ascii: "<") {
        let text = try characters(until: UInt8(ascii: "<"))
        if open.count > 1 {
          open[open.count - 1].text += text
        } else if text.contains(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) {
          throw failure("there is text outside of the root")
        }
      } else if take("<!--") {
        _ = try skip(past: "-->")
      } else if take("<![CDATA[") {
        let text = try skip(past: "]]>")
        open[open.count - 1].text += text
      } else if take("<?") {
        _ = try skip(past: "?>")
      } else if take("<!") {
        throw failure("a document type is not read here; leave it out")
      } else if take("</") {
        let name = try self.name()
        skipSpace()
        guard take(">") else { throw failure("the end of '\(name)' has no >") }
        guard open.count > 1, let element = open.popLast(), element.name == Self.local(name) else {
          throw failure("'\(name)' ends, but another element is open")
        }
        open[open.count - 1].children.append(element)
      } else {
        count += 1
        guard count <= XMLElement.most else { throw failure("there are more than \(XMLElement.most) elements") }
        position += 1
        let (element, isEmpty) = try start()
        guard open.count > 1 || open[0].children.isEmpty else { throw failure("there is a second root") }
        if isEmpty { open[open.count - 1].children.append(element) } else { open.append(element) }
        guard open.count <= XMLElement.deepest else { throw failure("elements are too deep within one another") }
      }
    }
    guard open.count == 1, let root = open[0].children.first else {
      throw failure(open.count > 1 ? "'\(open[open.count - 1].name)' does not end" : "there is no element")
    }
    return root
  }

  private mutating func start() throws(InkError) -> (XMLElement, isEmpty: Bool) {
    var element = XMLElement(name: Self.local(try name()), attributes: [:], line: line)
    while true {
      skipSpace()
      if take("/>") { return (element, true) }
      if take(">") { return (element, false) }
      let key = try name()
      skipSpace()
      guard take("=") else { throw failure("the attribute '\(key)' has no value") }
      skipSpace()
      guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        throw failure("the value of '\(key)' has no quotes")
      }
      position += 1
      let value = try characters(until: quote)
      guard next == quote else { throw failure("the value of '\(key)' does not end") }
      position += 1
      guard element.attributes.updateValue(value, forKey: key) == nil else {
        throw failure("the attribute '\(key)' is there twice")
      }
    }
  }

  private static func local(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? name }

  private mutating func name() throws(InkError) -> String {
    let start = position
    while let byte = next, byte > 0x20, !"<>/=\"'&;".utf8.contains(byte) { position += 1 }
    guard position > start, position - start <= 256 else { throw failure("a name is missing") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { step() }
  }

  private mutating func step() {
    if bytes[position] == 0x0A { line += 1 }
    position += 1
  }

  private mutating func take(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skip(past word: String) throws(InkError) -> String {
    let start = position
    while position < bytes.count {
      let end = position
      if take(word) { return String(decoding: bytes[start..<end], as: UTF8.self) }
      step()
    }
    throw failure("'\(word)' is missing")
  }

  /// Characters up to a byte, or the end, with references replaced.
  private mutating func characters(until end: UInt8) throws(InkError) -> String {
    var text: [UInt8] = []
    while let byte = next, byte != end {
      guard byte == UInt8(ascii: "&") else {
        text.append(byte)
        step()
        continue
      }
      position += 1
      let name = bytes[position...].prefix(10).prefix { $0 != UInt8(ascii: ";") }
      position += name.count
      guard take(";"), let character = Self.character(String(decoding: name, as: UTF8.self)) else {
        throw failure("an & stands for nothing that is known here")
      }
      text += Array(String(character).utf8)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func character(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number =
        name.hasPrefix("#x")
        ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      return number.flatMap(Unicode.Scalar.init)
    }
  }
}
