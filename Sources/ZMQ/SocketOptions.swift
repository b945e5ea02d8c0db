/// How a socket behaves; the defaults suit a local request socket.
public struct SocketOptions: Sendable {
  /// Larger frames that come in close the connection they came on.
  public var maximumFrameBytes: Int
  /// Messages that may wait in each direction for one peer.
  public var highWaterMark: Int
  /// Milliseconds that closing may take to deliver what waits.
  public var linger: Int
  /// Milliseconds between heartbeats; a peer silent for three of them is given up. 0 sends none.
  public var heartbeat: Int
  /// Milliseconds that a new connection may take to introduce itself.
  public var handshake: Int
  /// Connections that may wait to be accepted.
  public var backlog: Int

  public init(
    maximumFrameBytes: Int, highWaterMark: Int = 1000, linger: Int = 500, heartbeat: Int = 5000,
    handshake: Int = 10_000, backlog: Int = 128
  ) {
    self.maximumFrameBytes = maximumFrameBytes
    self.highWaterMark = highWaterMark
    self.linger = linger
    self.heartbeat = heartbeat
    self.handshake = handshake
    self.backlog = backlog
  }
}
