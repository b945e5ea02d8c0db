import FoundationEssentials

/// Values for machines: one line of JSON each, keys in order.
enum JSONOutput {
  static func line(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  static func print(_ value: some Encodable) { Terminal.print(line(value)) }
}
