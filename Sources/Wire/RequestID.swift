/// Eight bytes chosen by the client; every reply and event carries those of the request it belongs to.
public struct RequestID: Hashable, Sendable {
  public var value: UInt64

  public init(_ value: UInt64) { self.value = value }

  /// The second frame of a message; nil unless it has eight bytes.
  public init?(_ frame: [UInt8]) {
    guard frame.count == 8 else { return nil }
    value = frame.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Big-endian bytes.
  public var frame: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) } }
}
