/// Reads the plain form of `submit`, of which thousands may come a second, without `JSONDecoder`.
///
/// Plain is what means the same to every reader of JSON: each field known and there once, texts in UTF-8 without escapes,
/// whole numbers of at most 18 digits, no null. Whatever else there is, and all that is wrong, is left to the decoder.
struct PlainSubmission {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0

  /// Not plain: nothing is said of whether it is right.
  private struct Unusual: Error {}

  /// Bytes of a body that is worth trying.
  private static let longest = 1 << 16

  /// The request of a body; nil unless it is a plain submission.
  static func request(_ body: [UInt8]) -> Request? {
    guard body.count <= longest else { return nil }
    return body.withUnsafeBufferPointer { bytes in
      var reader = PlainSubmission(bytes: bytes)
      return try? .submit(reader.submission())
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func submission() throws(Unusual) -> Request.Submit {
    var submit = Request.Submit(task: "", items: [])
    var seen: [Field] = []
    seen.reserveCapacity(16)
    try object { reader, name throws(Unusual) in
      guard let field = Field(rawValue: name), !seen.contains(field) else { throw Unusual() }
      seen.append(field)
      switch field {
      case .type: guard try reader.text() == Request.Kind.submit.rawValue else { throw Unusual() }
      case .task: submit.task = try reader.text()
      case .operation:
        guard let operation = JobOperation(rawValue: try reader.text()) else { throw Unusual() }
        submit.operation = operation
      case .model: submit.model = try reader.text()
      case .items: submit.items = try reader.items()
      case .count: submit.count = try reader.integer()
      case .parameters: submit.parameters = try reader.parameters()
      case .seed:
        guard let seed = UInt64(exactly: try reader.integer()) else { throw Unusual() }
        submit.seed = seed
      case .format: submit.format = try reader.text()
      case .priority: submit.priority = try reader.integer()
      case .label: submit.label = try reader.text()
      case .key: submit.key = try reader.text()
      case .hold: submit.hold = try reader.flag()
      case .after: submit.after = try reader.text()
      case .receipt: submit.receipt = try reader.flag()
      }
    }
    skipBlanks()
    guard place == bytes.count, [.type, .task, .items].allSatisfy(seen.contains) else { throw Unusual() }
    return submit
  }

  /// Fields of a submission that have a plain form.
  private enum Field: String {
    case type, task, operation, model, items, count, parameters, seed, format, priority, label, key, hold, after,
      receipt
  }

  private mutating func items() throws(Unusual) -> [Request.Submit.Item] {
    var items: [Request.Submit.Item] = []
    try take("[")
    if takes("]") { return items }
    repeat {
      var item = Request.Submit.Item(text: nil)
      var hasParameters = false
      try object { reader, name throws(Unusual) in
        switch name {
        case "text" where item.text == nil: item.text = try reader.text()
        case "parameters" where !hasParameters:
          item.parameters = try reader.parameters()
          hasParameters = true
        default: throw Unusual()
        }
      }
      items.append(item)
    } while takes(",")
    try take("]")
    return items
  }

  private mutating func parameters() throws(Unusual) -> [String: WireValue] {
    var parameters: [String: WireValue] = [:]
    try object { reader, name throws(Unusual) in
      guard parameters.updateValue(try reader.value(), forKey: name) == nil else { throw Unusual() }
    }
    return parameters
  }

  private mutating func value() throws(Unusual) -> WireValue {
    skipBlanks()
    guard place < bytes.count else { throw Unusual() }
    switch bytes[place] {
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try flag())
    default: return .integer(try integer())
    }
  }

  /// Reads an object; `field` takes each value after its name.
  private mutating func object(
    _ field: (inout PlainSubmission, _ name: String) throws(Unusual) -> Void
  ) throws(Unusual) {
    try take("{")
    if takes("}") { return }
    repeat {
      let name = try text()
      try take(":")
      try field(&self, name)
    } while takes(",")
    try take("}")
  }

  private mutating func text() throws(Unusual) -> String {
    try take("\"")
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\") else { throw Unusual() }
      place += 1
    }
    guard place < bytes.count, let text = String(validating: bytes[start..<place], as: UTF8.self) else {
      throw Unusual()
    }
    place += 1
    return text
  }

  private mutating func flag() throws(Unusual) -> Bool {
    skipBlanks()
    for (word, value) in [("true", true), ("false", false)] as [(StaticString, Bool)] {
      let count = word.utf8CodeUnitCount
      guard bytes.count - place >= count, (0..<count).allSatisfy({ bytes[place + $0] == word.utf8Start[$0] }) else {
        continue
      }
      place += count
      return value
    }
    throw Unusual()
  }

  /// What follows must be no digit, point or exponent; it is not, since only a comma or a bracket is taken next.
  private mutating func integer() throws(Unusual) -> Int {
    let isNegative = takes("-")
    let start = place
    var value = 0
    while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
      guard place - start < 18 else { throw Unusual() }
      value = value * 10 + Int(bytes[place] - UInt8(ascii: "0"))
      place += 1
    }
    guard place > start, bytes[start] != UInt8(ascii: "0") || place == start + 1 && !isNegative else { throw Unusual() }
    return isNegative ? -value : value
  }

  private mutating func take(_ character: Unicode.Scalar) throws(Unusual) {
    guard takes(character) else { throw Unusual() }
  }

  /// Takes a character, after blanks, if it is the next one.
  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return
      }
    }
  }
}
