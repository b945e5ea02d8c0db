import CZMQ

/// A failure of the socket library, or an address that cannot be used: one sentence.
public struct ZMQError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The library's error number.
  public var code: Int32
  public var message: String

  public init(code: Int32, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What the library reports for its last call on this thread.
  /// - Parameter action: what was tried: `cannot bind to ipc:///run/seqd/seqd.sock`.
  static func last(_ action: String) -> ZMQError {
    let code = zmq_errno()
    return ZMQError(code: code, "\(action): \(String(cString: zmq_strerror(code)))")
  }

  public var description: String { message }
}
