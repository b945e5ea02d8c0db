import Glibc
import Synchronization
import Testing
import ZMQ

@Suite struct EncryptionTests {
  private let folder = SocketFolder()
  private let options = SocketOptions(maximumFrameBytes: 1 << 16, linger: 0)

  @Test func aLocalClientIsKnownByItsProcessAndOneOfTheNetworkByItsKey() throws {
    let context = try Context()
    let server = try KeyPair.make()
    let client = try KeyPair.make()
    let door = try Door(in: context, allowing: [client.publicKey])
    defer { door.close() }
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let guarded = try Socket(.router, in: context, options: options)
    let address = try freeAddress()
    try guarded.bind(address, keys: server)

    let local = try Socket(.dealer, in: Context(), options: options)
    try local.connect(folder.endpoint())
    _ = try local.send([[1]])
    let open = try #require(try arrival(router))
    #expect(open.frames.last == [1])
    #expect(open.publicKey == nil)
    let openDescriptor = try #require(open.descriptor)
    let credentials = try #require(PeerCredentials(descriptor: openDescriptor))
    #expect(credentials == PeerCredentials(process: getpid(), user: getuid(), group: getgid()))

    let remote = try Socket(.dealer, in: Context(), options: options)
    try remote.connect(address, keys: client, serverKey: server.publicKey)
    _ = try remote.send([[2]])
    let bell = try WakeUp()
    let ready = try router.wait(with: guarded, orFor: bell.descriptor, milliseconds: 600_000)
    #expect(ready.first == false && ready.second == true && ready.descriptor == false)
    let sealed = try #require(try arrival(guarded))
    #expect(sealed.frames.last == [2])
    #expect(sealed.publicKey == client.publicKey)
    let sealedDescriptor = try #require(sealed.descriptor)
    #expect(PeerCredentials(descriptor: sealedDescriptor) == nil, "a connection of the network has none")
    #expect(try guarded.send([sealed.frames[0], [3]]) == .sent)
    #expect(try next(remote) == [[3]])
  }

  @Test func nobodyElseComesIn() throws {
    let context = try Context()
    let server = try KeyPair.make()
    let known = try KeyPair.make()
    let door = try Door(in: context, allowing: [known.publicKey])
    defer { door.close() }
    let router = try Socket(.router, in: context, options: options)
    let address = try freeAddress()
    try router.bind(address, keys: server)

    let stranger = try Socket(.dealer, in: Context(), options: options)
    try stranger.connect(address, keys: try KeyPair.make(), serverKey: server.publicKey)
    let unencrypted = try Socket(.dealer, in: Context(), options: options)
    try unencrypted.connect(address)
    let misled = try Socket(.dealer, in: Context(), options: options)
    try misled.connect(address, keys: known, serverKey: try KeyPair.make().publicKey)
    for _ in 0..<3 {
      _ = try stranger.send([[1]])
      _ = try unencrypted.send([[2]])
      _ = try misled.send([[3]])
    }
    let friend = try Socket(.dealer, in: Context(), options: options)
    try friend.connect(address, keys: known, serverKey: server.publicKey)
    // By the time the last to come is heard, the others had their time.
    while door.refusals == 0 { _ = try friend.wait(milliseconds: 10) }
    _ = try friend.send([[4]])
    #expect(try arrival(router)?.frames.last == [4])
    #expect(try router.receive(limit: 8) == nil)
  }

  /// Waits for a message, ten minutes at most.
  private func arrival(_ socket: borrowing Socket) throws -> Arrival? {
    for _ in 0..<6000 {
      if let arrival = try socket.receiveArrival(limit: 8) { return arrival }
      _ = try socket.wait(milliseconds: 100)
    }
    return nil
  }

  /// An address of this machine that nobody listens at.
  private func freeAddress() throws -> Endpoint {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, size)
        _ = getsockname(descriptor, $0, &size)
      }
    }
    return try Endpoint("tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
  }
}

/// An authenticator on a thread of its own.
private final class Door {
  private final class Shared: Sendable {
    let stop: WakeUp
    let ready: WakeUp
    let refusals = Mutex(0)
    let context: Context
    let allowed: Set<String>

    init(_ context: Context, _ allowed: Set<String>) throws {
      (stop, ready) = (try WakeUp(), try WakeUp())
      self.context = context
      self.allowed = allowed
    }
  }

  private let shared: Shared
  private var thread = pthread_t()

  init(in context: Context, allowing keys: Set<String>) throws {
    shared = try Shared(context, keys)
    pthread_create(
      &thread, nil,
      { pointer in
        let shared = Unmanaged<Shared>.fromOpaque(pointer!).takeRetainedValue()
        let authenticator = try? Authenticator(in: shared.context) { key in
          if shared.allowed.contains(key) { return true }
          shared.refusals.withLock { $0 += 1 }
          return false
        }
        shared.ready.ring()
        try? authenticator?.serve(until: shared.stop)
        return nil
      }, Unmanaged.passRetained(shared).toOpaque())
    var readiness = pollfd(fd: shared.ready.descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&readiness, 1, 30_000) == 1 else { throw ZMQError(code: ETIMEDOUT, "the thread does not start") }
  }

  /// Keys that were not let in so far.
  var refusals: Int { shared.refusals.withLock(\.self) }

  func close() {
    shared.stop.ring()
    pthread_join(thread, nil)
  }
}
