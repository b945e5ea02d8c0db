import CZMQ

/// Answers the library's question, for each new encrypted connection, whether its key is let in (ZAP, ZeroMQ RFC 27).
///
/// It must live before the first socket listens; without it the library would let every key in.
public struct Authenticator: ~Copyable {
  /// The domain that sockets name when they ask.
  static let domain = "seqd"

  private let socket: Socket
  private let isAllowed: @Sendable (_ publicKey: String) -> Bool

  /// - Parameter isAllowed: called on the thread that serves, with a public key in Z85.
  public init(in context: Context, isAllowed: @Sendable @escaping (_ publicKey: String) -> Bool) throws(ZMQError) {
    let socket = try Socket(
      .replier, in: context, options: SocketOptions(maximumFrameBytes: 4096, linger: 0, heartbeat: 0))
    try socket.bindAuthenticator()
    self.socket = socket
    self.isAllowed = isAllowed
  }

  /// Answers until `stop` is rung.
  public borrowing func serve(until stop: WakeUp) throws(ZMQError) {
    while true {
      let ready = try socket.wait(orFor: stop.descriptor)
      if ready.descriptor { return }
      while let request = try socket.receive(limit: 8) { _ = try socket.send(answer(request)) }
    }
  }

  /// Frames of a request: version, request id, domain, address, routing id, mechanism, credentials.
  private func answer(_ request: [[UInt8]]) -> [[UInt8]] {
    let id = request.count > 1 ? request[1] : []
    var key: String?
    if request.count == 7, request[5] == Array("CURVE".utf8), let text = KeyPair.text(ofKey: request[6]),
      isAllowed(text)
    {
      key = text
    }
    let verdict = key == nil ? ("400", "this key is not let in") : ("200", "OK")
    return [Array("1.0".utf8), id, Array(verdict.0.utf8), Array(verdict.1.utf8), Array((key ?? "").utf8), []]
  }
}
