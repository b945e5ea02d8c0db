import Glibc
import Wire
import ZMQ

/// The ROUTER sockets and the loop that serves them; lives on one thread and owns nothing else.
///
/// Clients in the network have a socket of their own: only there can the library's word for a client's key be trusted,
/// since on an unencrypted connection a client may say it of itself.
struct RouterLoop: ~Copyable {
  /// The one for local clients.
  private let socket: Socket
  private let network: NetworkSocket?
  private let outbox: Outbox
  private let metrics: Metrics
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
  /// What stands in front of a routing id: the two sockets might give the same.
  private static let (local, remote): (UInt8, UInt8) = (0, 1)
  /// Bytes of a `hello`; it is read on this thread.
  private static let helloBytes = 4096

  /// Binds the socket.
  /// - Parameters:
  ///   - listening: what listens at the endpoint already, where somebody has opened that.
  ///   - network: where else to listen, and the keys to encrypt it with.
  init(
    endpoint: Endpoint, listening: Int32?, network: (endpoint: Endpoint, keys: KeyPair)?, context: Context,
    options: SocketOptions,
    outbox: Outbox, stalledLimit: Int, metrics: Metrics,
    receive: @Sendable @escaping (_ client: Credential, _ peer: [UInt8], _ frames: [[UInt8]]) -> Void,
    peerGone: @Sendable @escaping (_ peer: [UInt8]) -> Void
  ) throws(ZMQError) {
    let socket = try Socket(.router, in: context, options: options)
    try socket.bind(endpoint, listening: listening)
    self.network = try network.map { place throws(ZMQError) in
      try NetworkSocket(at: place.endpoint, keys: place.keys, context: context, options: options)
    }
    self.socket = socket
    self.outbox = outbox
    self.metrics = metrics
    self.stalledLimit = stalledLimit
    self.receive = receive
    self.peerGone = peerGone
  }

  /// Serves until the outbox is closed and empty.
  mutating func run() throws(ZMQError) {
    var triesLeft = Self.lastTries
    var hasMore = true
    while true {
      let ready = try wait(milliseconds: hasMore ? 0 : stalled.isEmpty ? nil : Self.retryInterval)
      if ready.descriptor { outbox.bell.clear() }
      let (messages, isClosed) = outbox.take()
      try resendStalled()
      for message in messages { try send(message) }
      if isClosed {
        triesLeft -= 1
        if stalled.isEmpty || triesLeft == 0 { return }
      }
      // Whatever ended the wait: while it sends, the library may take note of messages and then not tell of them.
      hasMore = try takeIn()
      if ready.network { try takeInFromNetwork() }
    }
  }

  private func wait(milliseconds: Int?) throws(ZMQError) -> (network: Bool, descriptor: Bool) {
    guard let network else {
      return (false, try socket.waitEmptied(orFor: outbox.bell.descriptor, milliseconds: milliseconds))
    }
    let ready = try socket.wait(with: network.socket, orFor: outbox.bell.descriptor, milliseconds: milliseconds)
    return (ready.second, ready.descriptor)
  }

  private func takeInFromNetwork() throws(ZMQError) {
    for _ in 0..<Self.receiveBurst {
      guard let arrival = try network?.socket.receiveArrival(limit: Self.frameLimit) else { return }
      guard let id = arrival.frames.first, let key = arrival.publicKey else { continue }
      receive(.key(key), [Self.remote] + id, Array(arrival.frames.dropFirst()))
    }
  }

  /// - Returns: whether more may be there.
  private mutating func takeIn() throws(ZMQError) -> Bool {
    for _ in 0..<Self.receiveBurst {
      guard let arrival = try socket.receiveArrival(limit: Self.frameLimit, withKey: false) else {
        return false
      }
      guard let id = arrival.frames.first else { continue }
      let (peer, frames) = ([Self.local] + id, Array(arrival.frames.dropFirst()))
      if let credential = introductions.credential(of: id, descriptor: arrival.descriptor) {
        receive(credential, peer, frames)
      } else {
        try introduce(id, arrival.descriptor, frames)
      }
    }
    return true
  }

  /// Takes the first messages of a local connection, of which it is not known yet whose it is.
  private mutating func introduce(_ id: [UInt8], _ descriptor: Int32?, _ frames: [[UInt8]]) throws(ZMQError) {
    let peer = [Self.local] + id
    let answer: [[UInt8]]
    switch frames.reduce(0, { $0 + $1.count }) <= Self.helloBytes ? Codec.receive(frames) : nil {
    case .request(.hello(let hello), let request):
      switch introductions.hello(from: id, descriptor: descriptor, nonce: hello.nonce) {
      case .known(let credential): return receive(credential, peer, frames)
      case .challenge(let nonce): answer = Codec.frames(of: .challenge(.init(nonce: nonce)), id: request)
      case .refused(let reason): answer = refusal(WireError(.refused, reason), id: request)
      }
    case .refused(let frames, let code):
      metrics.countRefusal(code)
      answer = frames
    case .ignored: return
    case .request, nil:
      guard frames.count >= 2, let request = RequestID(frames[1]) else { return }
      let error = WireError(
        .unknownClient, "the daemon does not know whose this connection is",
        advice: "send hello first, and again with the nonce of the challenge")
      answer = refusal(error, id: request)
    }
    try send(Outbox.Message(peer: peer, frames: answer, droppable: true))
  }

  private func refusal(_ error: WireError, id: RequestID) -> [[UInt8]] {
    metrics.countRefusal(error.code)
    return Codec.frames(of: .error(error), id: id)
  }

  private mutating func send(_ message: Outbox.Message) throws(ZMQError) {
    if stalled[message.peer] != nil { return stall(message) }
    let frames = [Array(message.peer.dropFirst())] + message.frames
    switch try message.peer.first == Self.remote
      ? network?.socket.send(frames, holding: message.parcel) ?? .unreachable
      : socket.send(frames, holding: message.parcel)
    {
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

/// The ROUTER socket for clients in the network.
private final class NetworkSocket {
  let socket: Socket

  init(
    at endpoint: Endpoint, keys: KeyPair, context: Context, options: SocketOptions
  ) throws(ZMQError) {
    let socket = try Socket(.router, in: context, options: options)
    try socket.bind(endpoint, keys: keys)
    self.socket = socket
  }
}
