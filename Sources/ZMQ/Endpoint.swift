import CZMQ

/// The address of a local socket.
public struct Endpoint: Sendable, Equatable, CustomStringConvertible {
  /// The longest path that a Unix socket address holds, without its closing zero.
  public static let longestPath = 107

  /// File of the socket.
  public let path: String

  /// Takes `ipc:///path` or the path alone.
  /// - Throws: a sentence when the transport is another, the path is empty, or has more than `longestPath` bytes.
  public init(_ text: String) throws(ZMQError) {
    let scheme = "ipc://"
    if text.contains("://"), !text.hasPrefix(scheme) {
      throw ZMQError(code: EPROTONOSUPPORT, "the socket \(text) is not local; give a path or ipc:///path")
    }
    let path = text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text
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
    self.path = path
  }

  /// With the transport in front, as the library wants it.
  public var description: String { "ipc://\(path)" }
}
