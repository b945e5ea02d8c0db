import Glibc
import ZMQ

/// The ROUTER socket and the loop that serves it; lives on one thread and owns nothing else.
struct RouterLoop: ~Copyable {
  private let socket: Socket
  private let outbox: Outbox
  private let receive: @Sendable (_ peer: [UInt8], _ frames: [[UInt8]]) -> Void
  private let peerGone: @Sendable (_ peer: [UInt8]) -> Void
  /// Messages for peers that take nothing more at present, oldest first.
  private var stalled: [[UInt8]: [Outbox.Message]] = [:]
  private var stalledCount = 0
  private let stalledLimit: Int

  /// Milliseconds between two tries to send what stalled.
  private static let retryInterval = 20
  /// Tries, at the end, to send what stalled: a second in all.
  private static let lastTries = 50
  /// Messages taken in a row before the outbox has its turn.
  private static let receiveBurst = 64
  /// One frame more than a valid message has, so that a longer one is seen as such; one more for the routing id.
  private static let frameLimit = 5

  /// Binds the socket.
  init(
    endpoint: Endpoint, context: Context, options: SocketOptions, outbox: Outbox, stalledLimit: Int,
    receive: @Sendable @escaping (_ peer: [UInt8], _ frames: [[UInt8]]) -> Void,
    peerGone: @Sendable @escaping (_ peer: [UInt8]) -> Void
  ) throws(ZMQError) {
    let socket = try Socket(.router, in: context, options: options)
    try socket.bind(endpoint)
    self.socket = socket
    self.outbox = outbox
    self.stalledLimit = stalledLimit
    self.receive = receive
    self.peerGone = peerGone
  }

  /// Serves until the outbox is closed and empty.
  mutating func run() throws(ZMQError) {
    var triesLeft = Self.lastTries
    while true {
      let ready = try socket.wait(
        orFor: outbox.bell.descriptor, milliseconds: stalled.isEmpty ? nil : Self.retryInterval)
      if ready.descriptor { outbox.bell.clear() }
      let (messages, isClosed) = outbox.take()
      try resendStalled()
      for message in messages { try send(message) }
      if isClosed {
        triesLeft -= 1
        if stalled.isEmpty || triesLeft == 0 { return }
      }
      if ready.socket { try takeIn() }
    }
  }

  private func takeIn() throws(ZMQError) {
    for _ in 0..<Self.receiveBurst {
      guard let frames = try socket.receive(limit: Self.frameLimit) else { return }
      guard let peer = frames.first else { continue }
      receive(peer, Array(frames.dropFirst()))
    }
  }

  private mutating func send(_ message: Outbox.Message) throws(ZMQError) {
    if stalled[message.peer] != nil { return stall(message) }
    switch try socket.send([message.peer] + message.frames) {
    case .sent: return
    case .full: stall(message)
    case .unreachable: peerGone(message.peer)
    }
  }

  /// Keeps a message for later, unless it may be left out or too much is kept already.
  private mutating func stall(_ message: Outbox.Message) {
    guard !message.droppable, stalledCount < stalledLimit else { return }
    stalled[message.peer, default: []].append(message)
    stalledCount += 1
  }

  private mutating func resendStalled() throws(ZMQError) {
    for (peer, messages) in stalled {
      stalled[peer] = nil
      stalledCount -= messages.count
      for message in messages { try send(message) }
    }
  }
}
