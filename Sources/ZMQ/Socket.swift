import CZMQ
import Glibc

/// A socket of the library, used by the thread that made it and closed with the value.
///
/// The library allows one thread per socket. The value can neither be copied nor sent to another thread; a use from
/// another one all the same traps.
public struct Socket: ~Copyable {
  public enum Kind: Sendable {
    /// Serves many clients; each message in and out begins with a frame that names the client.
    case router
    /// Talks to one server, any number of requests at a time.
    case dealer
    /// Answers one question after the other.
    case replier
  }

  /// What became of a message that was sent.
  public enum Sending: Sendable, Equatable {
    case sent
    /// The peer takes nothing more now.
    case full
    /// The client that the first frame names is gone.
    case unreachable
  }

  private let handle: UnsafeMutableRawPointer
  private let context: Context
  private let thread = pthread_self()

  public init(_ kind: Kind, in context: Context, options: SocketOptions) throws(ZMQError) {
    let type =
      switch kind {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .replier: ZMQ_REP
      }
    guard let handle = zmq_socket(context.handle, type) else { throw .last("cannot make a socket") }
    do throws(ZMQError) {
      try Self.set(options, kind, of: handle)
    } catch {
      zmq_close(handle)
      throw error
    }
    self.handle = handle
    self.context = context
  }

  deinit {
    zmq_close(handle)
  }

  /// Listens at an address. A second bind on a path takes it from the first: hold a lock file.
  /// - Parameters:
  ///   - keys: with them the connections are encrypted, and an `Authenticator` of the same context says who is let in.
  ///     Such a socket has no other address: what a message says of its key could not be told from what an unencrypted
  ///     client made up.
  ///   - listening: a socket of the system that listens at the address already; closed with this one, its file left.
  public borrowing func bind(
    _ endpoint: Endpoint, keys: KeyPair? = nil, listening: Int32? = nil
  ) throws(ZMQError) {
    checkThread()
    if let listening { try Self.set(numbers: [(ZMQ_USE_FD, Int(listening))], texts: [], of: handle) }
    if let keys {
      let texts = [(ZMQ_CURVE_SECRETKEY, keys.secretKey), (ZMQ_ZAP_DOMAIN, Authenticator.domain)]
      try Self.set(numbers: [(ZMQ_CURVE_SERVER, 1)], texts: texts, of: handle)
    }
    guard zmq_bind(handle, endpoint.description) == 0 else { throw .last("cannot listen at \(endpoint.place)") }
  }

  /// Listens for the library's own questions about new connections.
  borrowing func bindAuthenticator() throws(ZMQError) {
    checkThread()
    guard zmq_bind(handle, "inproc://zeromq.zap.01") == 0 else { throw .last("cannot say who may connect") }
  }

  /// Connects in the background, again and again until it succeeds and whenever the server comes back.
  /// - Parameters:
  ///   - keys: the client's own, for an encrypted connection.
  ///   - serverKey: the server's public key.
  public borrowing func connect(
    _ endpoint: Endpoint, keys: KeyPair? = nil, serverKey: String? = nil
  ) throws(ZMQError) {
    checkThread()
    if let keys, let serverKey {
      let texts = [
        (ZMQ_CURVE_SERVERKEY, serverKey), (ZMQ_CURVE_PUBLICKEY, keys.publicKey), (ZMQ_CURVE_SECRETKEY, keys.secretKey),
      ]
      try Self.set(numbers: [], texts: texts, of: handle)
    }
    guard zmq_connect(handle, endpoint.description) == 0 else { throw .last("cannot connect to \(endpoint.place)") }
  }

  /// Sends a message without waiting.
  /// - Parameter holding: kept alive until the library needs the last frame no more: it is with the peer, or was dropped
  ///   with the connection. Let go on any thread.
  public borrowing func send(
    _ frames: [[UInt8]], holding: (any AnyObject & Sendable)? = nil
  ) throws(ZMQError) -> Sending {
    checkThread()
    for (number, frame) in frames.enumerated() {
      let isLast = number == frames.count - 1
      let flags = isLast ? ZMQ_DONTWAIT : ZMQ_DONTWAIT | ZMQ_SNDMORE
      var sent: Int32
      repeat {
        if isLast, let holding {
          sent = HeldFrame.send(frame, holding: holding, to: handle, flags: flags)
        } else {
          sent = frame.withUnsafeBytes { zmq_send(handle, $0.baseAddress, $0.count, flags) }
        }
      } while sent < 0 && zmq_errno() == EINTR
      if sent < 0 {
        switch zmq_errno() {
        case EAGAIN where number == 0: return .full
        case EHOSTUNREACH where number == 0: return .unreachable
        default: throw .last("cannot send a message")
        }
      }
    }
    return .sent
  }

  /// Takes a message that has arrived whole, without waiting; nil when there is none.
  /// - Parameter limit: frames to keep; further ones are dropped. Give one more than a valid message has, so that a
  ///   longer one is seen as such.
  public borrowing func receive(limit: Int) throws(ZMQError) -> [[UInt8]]? { try receiveArrival(limit: limit)?.frames }

  /// The same, with where the message came from.
  /// - Parameter withKey: whether the client's key is asked for as well.
  public borrowing func receiveArrival(limit: Int, withKey: Bool = true) throws(ZMQError) -> Arrival? {
    checkThread()
    var arrival = Arrival(frames: [])
    arrival.frames.reserveCapacity(limit)
    let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
    zmq_msg_init(message)
    defer {
      zmq_msg_close(message)
      message.deallocate()
    }
    repeat {
      var count: Int32
      repeat {
        count = zmq_msg_recv(message, handle, ZMQ_DONTWAIT)
      } while count < 0 && zmq_errno() == EINTR
      if count < 0 {
        if zmq_errno() == EAGAIN { return nil }
        throw .last("cannot receive a message")
      }
      if arrival.frames.count < limit {
        arrival.frames.append(
          Array(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))))
      }
      // The router's own first frame has no origin; those of the message all have the same.
      if arrival.descriptor == nil {
        let descriptor = zmq_msg_get(message, ZMQ_SRCFD)
        if descriptor >= 0 { arrival.descriptor = descriptor }
        if withKey { arrival.publicKey = zmq_msg_gets(message, "User-Id").map { String(cString: $0) } }
      }
    } while zmq_msg_more(message) != 0
    return arrival
  }

  /// Waits for the messages of two sockets of this thread.
  public borrowing func wait(
    with other: borrowing Socket, orFor descriptor: Int32, milliseconds: Int? = nil
  ) throws(ZMQError) -> (first: Bool, second: Bool, descriptor: Bool) {
    checkThread()
    other.checkThread()
    var items = [
      zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: other.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
    ]
    if zmq_poll(&items, Int32(items.count), milliseconds.map { max(0, $0) } ?? -1) < 0 {
      guard zmq_errno() == EINTR else { throw .last("cannot wait for messages") }
      return (false, false, false)
    }
    return (items[0].revents != 0, items[1].revents != 0, items[2].revents != 0)
  }

  /// What ended a wait; neither when time ran out or a signal came.
  public struct Readiness: Sendable, Equatable {
    /// A message can be received.
    public var socket: Bool
    /// The further descriptor can be read.
    public var descriptor: Bool
  }

  /// Waits until a message has arrived, a further descriptor (a `WakeUp`'s, say) can be read, or time has run out.
  /// - Parameter milliseconds: nil waits without end.
  public borrowing func wait(
    orFor descriptor: Int32? = nil, milliseconds: Int? = nil
  ) throws(ZMQError) -> Readiness {
    checkThread()
    var items = [zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)]
    if let descriptor {
      items.append(zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    }
    if zmq_poll(&items, Int32(items.count), milliseconds.map { max(0, $0) } ?? -1) < 0 {
      guard zmq_errno() == EINTR else { throw .last("cannot wait for messages") }
      return Readiness(socket: false, descriptor: false)
    }
    return Readiness(socket: items[0].revents != 0, descriptor: items.count > 1 && items[1].revents != 0)
  }

  /// The same for a socket from which was received, last of all, until nothing was left: then one call of the system
  /// does. Whether a message can be received is to be tried afterwards.
  /// - Returns: whether the further descriptor can be read.
  public borrowing func waitEmptied(orFor descriptor: Int32, milliseconds: Int? = nil) throws(ZMQError) -> Bool {
    checkThread()
    var signal: Int32 = -1
    var size = MemoryLayout<Int32>.size
    guard zmq_getsockopt(handle, ZMQ_FD, &signal, &size) == 0 else { throw .last("cannot wait for messages") }
    var entries = [
      pollfd(fd: signal, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    if poll(&entries, 2, milliseconds.map { Int32(clamping: max(0, $0)) } ?? -1) < 0 {
      guard errno == EINTR else { throw ZMQError(code: errno, "cannot wait for messages") }
      return false
    }
    return entries[1].revents != 0
  }

  private static func set(
    _ options: SocketOptions, _ kind: Kind, of handle: UnsafeMutableRawPointer
  ) throws(ZMQError) {
    var bytes = Int64(options.maximumFrameBytes)
    guard zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &bytes, 8) == 0 else { throw .last("cannot bound the frames") }
    var settings = [
      (ZMQ_LINGER, options.linger), (ZMQ_SNDHWM, options.highWaterMark), (ZMQ_RCVHWM, options.highWaterMark),
      (ZMQ_HANDSHAKE_IVL, options.handshake), (ZMQ_BACKLOG, options.backlog),
    ]
    if options.heartbeat > 0 {
      settings += [(ZMQ_HEARTBEAT_IVL, options.heartbeat), (ZMQ_HEARTBEAT_TIMEOUT, 3 * options.heartbeat)]
    }
    switch kind {
    case .router:
      // Without it, what cannot be delivered vanishes without a word.
      settings += [(ZMQ_ROUTER_MANDATORY, 1), (ZMQ_IPV6, 1)]
    case .dealer:
      settings += [(ZMQ_RECONNECT_IVL, 50), (ZMQ_RECONNECT_IVL_MAX, 500), (ZMQ_IPV6, 1)]
    case .replier: break
    }
    try set(numbers: settings, texts: [], of: handle)
  }

  private static func set(
    numbers: [(Int32, Int)], texts: [(Int32, String)], of handle: UnsafeMutableRawPointer
  ) throws(ZMQError) {
    for (option, value) in numbers {
      var number = Int32(clamping: value)
      guard zmq_setsockopt(handle, option, &number, 4) == 0 else { throw .last("cannot set up a socket") }
    }
    for (option, text) in texts {
      guard zmq_setsockopt(handle, option, text, text.utf8.count) == 0 else { throw .last("cannot set up a socket") }
    }
  }

  private borrowing func checkThread() {
    precondition(pthread_equal(thread, pthread_self()) != 0, "a socket is used by the thread that made it, only")
  }
}
