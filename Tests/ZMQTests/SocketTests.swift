import Glibc
import Synchronization
import Testing
import ZMQ

@Suite struct SocketTests {
  private let folder = SocketFolder()
  private let options = SocketOptions(maximumFrameBytes: 1 << 16, linger: 0)

  @Test func aMessageGoesToTheRouterAndBackWithAllItsFrames() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect(folder.endpoint())

    #expect(try dealer.send([[1], [], [2, 3]]) == .sent)
    let request = try #require(try next(router))
    #expect(Array(request.dropFirst()) == [[1], [], [2, 3]])
    #expect(try router.send([request[0], [9], []]) == .sent)
    #expect(try next(dealer) == [[9], []])
    #expect(try dealer.receive(limit: 8) == nil)
  }

  @Test("An emptied socket is waited for with one call, which a message ends as a bell does")
  func waitingForAnEmptiedSocket() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect(folder.endpoint())
    let bell = try WakeUp()
    for number in 0..<100 as Range<UInt8> {
      #expect(try dealer.send([[number]]) == .sent)
      var message: [[UInt8]]?
      repeat {
        #expect(try router.waitEmptied(orFor: bell.descriptor, milliseconds: 60_000) == false)
        message = try router.receive(limit: 8)
      } while message == nil
      #expect(message?.last == [number])
      // Sending takes note of what came meanwhile; receiving until nothing is left makes up for it.
      #expect(try router.send([message?[0] ?? [], [1]]) == .sent)
      #expect(try router.receive(limit: 8) == nil)
    }
    bell.ring()
    #expect(try router.waitEmptied(orFor: bell.descriptor, milliseconds: 60_000))
    bell.clear()
    #expect(try router.waitEmptied(orFor: bell.descriptor, milliseconds: 0) == false)
  }

  @Test func aClientThatIsNotThereIsUnreachable() throws {
    let router = try Socket(.router, in: Context(), options: options)
    try router.bind(folder.endpoint())
    #expect(try router.send([[0, 1, 2, 3, 4], [1]]) == .unreachable)
  }

  @Test func aSocketThatTakesNothingMoreIsFull() throws {
    let dealer = try Socket(
      .dealer, in: Context(), options: SocketOptions(maximumFrameBytes: 1 << 16, highWaterMark: 2, linger: 0))
    try dealer.connect(folder.endpoint())
    #expect(try dealer.send([[1]]) == .sent)
    #expect(try dealer.send([[2]]) == .sent)
    #expect(try dealer.send([[3]]) == .full)
  }

  @Test func whatIsHeldForAMessageIsLetGoOnceThePeerHasItOrIsGone() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let released = Released()
    do {
      let dealer = try Socket(.dealer, in: context, options: options)
      try dealer.connect(folder.endpoint())
      _ = try dealer.send([[1]])
      let peer = try #require(try next(router))[0]
      #expect(try router.send([peer, [UInt8](repeating: 7, count: 50_000)], holding: Held(released)) == .sent)
      #expect(try next(dealer)?.first?.count == 50_000)
      while released.count.withLock({ $0 }) < 1 { _ = try router.wait(milliseconds: 1) }
    }
    // What cannot be sent at all is let go at once.
    _ = try router.send([[0, 9, 9, 9, 9], [UInt8](repeating: 7, count: 50_000)], holding: Held(released))
    #expect(released.count.withLock { $0 } == 2)
  }

  private final class Released: Sendable { let count = Mutex(0) }

  private final class Held: Sendable {
    private let released: Released
    init(_ released: Released) { self.released = released }
    deinit { released.count.withLock { $0 += 1 } }
  }

  @Test func framesOverTheLimitAreDroppedAndTheNextMessageIsWhole() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect(folder.endpoint())
    _ = try dealer.send((0..<200).map { [UInt8($0)] })
    _ = try dealer.send([[7]])
    #expect(try next(router, limit: 4)?.count == 4)
    #expect(try next(router, limit: 4)?.dropFirst() == [[7]])
  }

  @Test func anOversizedFrameIsNotDeliveredAndOthersAreServedOn() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let greedy = try Socket(
      .dealer, in: context, options: SocketOptions(maximumFrameBytes: 1 << 24, linger: 0))
    try greedy.connect(folder.endpoint())
    _ = try greedy.send([[UInt8](repeating: 1, count: 1 << 17)])
    let modest = try Socket(.dealer, in: context, options: options)
    try modest.connect(folder.endpoint())
    _ = try modest.send([[5]])
    let received = try #require(try next(router))
    #expect(received[1] == [5])
    #expect(try router.receive(limit: 8) == nil)
  }

  @Test func bytesThatAreNoZeroMQDisturbNobody() throws {
    let context = try Context()
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    let greeting: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0]
    for garbage in [Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0xFF, count: 4096), greeting] {
      let descriptor = try #require(connected(to: folder.endpoint().place))
      _ = write(descriptor, garbage, garbage.count)
      close(descriptor)
    }
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect(folder.endpoint())
    _ = try dealer.send([[5]])
    #expect(try next(router)?.dropFirst() == [[5]])
  }

  @Test func aClientFindsAServerThatComesLaterAndOneThatComesBack() throws {
    let context = try Context()
    let dealer = try Socket(.dealer, in: context, options: options)
    try dealer.connect(folder.endpoint())
    _ = try dealer.send([[1]])
    try serveOne(in: context)
    // What was sent into the gap between two servers is delivered to the second or, if it was under way, lost.
    #expect(try next(dealer) == [[2]])
    let router = try Socket(.router, in: context, options: options)
    try router.bind(folder.endpoint())
    var arrived = false
    for _ in 0..<6000 where !arrived {
      _ = try dealer.send([[3]])
      _ = try router.wait(milliseconds: 100)
      arrived = try router.receive(limit: 8) != nil
    }
    #expect(arrived)
  }

  /// A server that answers one message and goes.
  private func serveOne(in context: Context) throws {
    let router = try Socket(
      .router, in: context, options: SocketOptions(maximumFrameBytes: 1 << 16, linger: 1000))
    try router.bind(folder.endpoint())
    let request = try #require(try next(router))
    #expect(try router.send([request[0], [2]]) == .sent)
  }

  @Test func aRingFromAnotherThreadEndsAWait() throws {
    let bell = try WakeUp()
    let router = try Socket(.router, in: Context(), options: options)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { pointer in
        Unmanaged<WakeUp>.fromOpaque(pointer!).takeRetainedValue().ring()
        return nil
      }, Unmanaged.passRetained(bell).toOpaque())
    #expect(try router.wait(orFor: bell.descriptor, milliseconds: 10_000).descriptor)
    pthread_join(thread, nil)
    bell.clear()
    #expect(try router.wait(orFor: bell.descriptor, milliseconds: 0).descriptor == false)
  }

  @Test func theErrorSaysWhatWasTriedAndWhy() throws {
    let router = try Socket(.router, in: Context(), options: options)
    #expect {
      try router.bind(Endpoint("/nonexistent/folder/s"))
    } throws: { error in
      let message = (error as? ZMQError)?.message ?? ""
      return message.hasPrefix("cannot listen at /nonexistent/folder/s: ")
    }
  }

  private func connected(to path: String) -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    return result == 0 ? descriptor : nil
  }
}
