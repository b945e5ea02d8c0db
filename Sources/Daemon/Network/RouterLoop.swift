import Glibc
import Wire
import ZMQ

/// The ROUTER socket and the loop that serves it; lives on one thread and owns nothing else.
struct RouterLoop: ~Copyable {
  private let socket: Socket
  private let outbox: Outbox
  private let receive: @Sendable (_ client: Credential, _ peer: [UInt8], _ frames: [[UInt8]]) -> Void
  private let peerGone: @Sendable (_ peer: [UInt8]) -> Void
  private var introductions = Introductions()
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
  /// Bytes of a `hello`; it is read on this thread.
  private static let helloBytes = 4096

  /// Binds the socket.
  /// - Parameter network: where else to listen, and the keys to encrypt it with.
  init(
    endpoint: Endpoint, network: (endpoint: Endpoint, keys: KeyPair)?, context: Context, options: SocketOptions,
    outbox: Outbox, stalledLimit: Int,
    receive: @Sendable @escaping (_ client: Credential, _ peer: [UInt8], _ frames: [[UInt8]]) -> Void,
    peerGone: @Sendable @escaping (_ peer: [UInt8]) -> Void
  ) throws(ZMQError) {
    let socket = try Socket(.router, in: context, options: options)
    try socket.bind(endpoint)
    if let network { try socket.bind(network.endpoint, keys: network.keys) }
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

  private mutating func takeIn() throws(ZMQError) {
    for _ in 0..<Self.receiveBurst {
      guard let arrival = try socket.receiveArrival(limit: Self.frameLimit) else { return }
      guard let peer = arrival.frames.first else { continue }
      let frames = Array(arrival.frames.dropFirst())
      if let key = arrival.publicKey {
        receive(.key(key), peer, frames)
      } else if let credential = introductions.credential(of: peer, descriptor: arrival.descriptor) {
        receive(credential, peer, frames)
      } else {
        try introduce(peer, arrival.descriptor, frames)
      }
    }
  }

  /// Takes the first messages of a local connection, of which it is not known yet whose it is.
  private mutating func introduce(_ peer: [UInt8], _ descriptor: Int32?, _ frames: [[UInt8]]) throws(ZMQError) {
    let answer: [[UInt8]]
    switch frames.reduce(0, { $0 + $1.count }) <= Self.helloBytes ? Codec.receive(frames) : nil {
    case .request(.hello(let hello), let id):
      switch introductions.hello(from: peer, descriptor: descriptor, nonce: hello.nonce) {
      case .known(let credential): return receive(credential, peer, frames)
      case .challenge(let nonce): answer = Codec.frames(of: .challenge(.init(nonce: nonce)), id: id)
      case .refused(let reason): answer = Codec.frames(of: .error(WireError(.refused, reason)), id: id)
      }
    case .refused(let refusal): answer = refusal
    case .ignored: return
    case .request, nil:
      guard frames.count >= 2, let id = RequestID(frames[1]) else { return }
      let error = WireError(
        .unknownClient, "the daemon does not know whose this connection is",
        advice: "send hello first, and again with the nonce of the challenge")
      answer = Codec.frames(of: .error(error), id: id)
    }
    try send(Outbox.Message(peer: peer, frames: answer, droppable: true))
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
