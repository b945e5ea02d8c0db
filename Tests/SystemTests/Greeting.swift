/// How a client introduces itself to ZeroMQ on a connection without encryption (ZMTP 3.0, ZeroMQ RFC 23).
enum Greeting {
  /// The greeting and the introduction of a DEALER.
  /// - Parameter properties: further ones; they are the client's own words.
  static func dealer(_ properties: [(name: String, value: String)] = []) -> [UInt8] {
    let greeting: [UInt8] =
      [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0] + Array("NULL".utf8) + [UInt8](repeating: 0, count: 48)
    var ready = [5] + Array("READY".utf8)
    for (name, value) in [("Socket-Type", "DEALER")] + properties {
      ready += [UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, UInt8(value.utf8.count)] + Array(value.utf8)
    }
    return greeting + [4, UInt8(ready.count)] + ready
  }
}
