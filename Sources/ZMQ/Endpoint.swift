import CZMQ

/// Where a socket is to be found: a file of this machine, or an address in the network.
public struct Endpoint: Sendable, Equatable, CustomStringConvertible {
  public enum Transport: String, Sendable {
    case local = "ipc"
    case network = "tcp"
  }

  /// The longest path that a Unix socket address holds, without its closing zero.
  public static let longestPath = 107

  public let transport: Transport
  /// File of a local socket; `HOST:PORT` in the network.
  public let place: String

  /// Takes `ipc:///path`, the path alone, or `tcp://HOST:PORT`.
  /// - Throws: a sentence when the transport is another, a path is empty or has more than `longestPath` bytes, or an
  ///   address has no host or no port.
  public init(_ text: String) throws(ZMQError) {
    if let address = Self.suffix(of: text, after: .network) {
      try Self.checkAddress(address)
      transport = .network
      place = address
      return
    }
    let path = Self.suffix(of: text, after: .local) ?? text
    guard !path.contains("://") else {
      throw ZMQError(
        code: EPROTONOSUPPORT,
        "the socket \(text) is neither local nor TCP; give a path, ipc:///path or tcp://HOST:PORT")
    }
    // A path that begins with @ would name a socket that is no file, which anyone may bind.
    guard !path.isEmpty, !path.hasPrefix("@"), !path.utf8.contains(0) else {
      throw ZMQError(code: EINVAL, "the socket '\(text)' has no path; give a path or ipc:///path")
    }
    guard path.utf8.count <= Self.longestPath else {
      throw ZMQError(
        code: ENAMETOOLONG,
        "the socket path \(path) has \(path.utf8.count) bytes, but the system allows \(Self.longestPath); "
          + "choose a shorter one")
    }
    transport = .local
    place = path
  }

  /// With the transport in front, as the library wants it.
  public var description: String { "\(transport.rawValue)://\(place)" }

  private static func suffix(of text: String, after transport: Transport) -> String? {
    let scheme = "\(transport.rawValue)://"
    return text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : nil
  }

  /// Only what the library would look up is left to it: whether the host is known.
  private static func checkAddress(_ address: String) throws(ZMQError) {
    let colon = address.lastIndex(of: ":")
    let host = colon.map { address[..<$0] } ?? ""
    let port = colon.flatMap { Int(address[address.index(after: $0)...]) } ?? 0
    guard !host.isEmpty, (1...65_535).contains(port), !address.utf8.contains(where: { $0 <= 32 || $0 == 127 }) else {
      throw ZMQError(
        code: EINVAL,
        "the address tcp://\(address) is not of the form tcp://HOST:PORT, with a port from 1 to 65535")
    }
  }
}
