import Glibc
import Synchronization
import Wire
import ZMQ

/// A ROUTER on a thread of its own that answers each request as the test says, until it is stopped.
final class Responder {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private final class Stop: Sendable {
    let isWanted = Mutex(false)
  }

  private let bell: WakeUp
  private let stopping = Stop()
  private var thread = pthread_t()

  /// - Parameter answer: frames to send back for the frames that came; nil stays silent.
  init(at endpoint: Endpoint, answer: @escaping @Sendable ([[UInt8]]) -> [[UInt8]]?) throws {
    let bell = try WakeUp()
    let bound = try WakeUp()
    let stopping = stopping
    let body = Body {
      let options = SocketOptions(maximumFrameBytes: 1 << 20, linger: 100)
      guard let context = try? Context(), let router = try? Socket(.router, in: context, options: options) else {
        return
      }
      try? router.bind(endpoint)
      bound.ring()
      while !stopping.isWanted.withLock({ $0 }) {
        _ = try? router.wait(orFor: bell.descriptor, milliseconds: 5000)
        while let frames = try? router.receive(limit: 8) {
          if let reply = answer(Array(frames.dropFirst())) { _ = try? router.send([frames[0]] + reply) }
        }
      }
    }
    self.bell = bell
    pthread_create(
      &thread, nil,
      { pointer in
        Unmanaged<Body>.fromOpaque(pointer!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(body).toOpaque())
    var readiness = pollfd(fd: bound.descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&readiness, 1, 30_000) == 1 else {
      throw ZMQError(code: ETIMEDOUT, "the server's thread does not start")
    }
  }

  /// Returns once the socket is closed.
  func stop() {
    stopping.isWanted.withLock { $0 = true }
    bell.ring()
    pthread_join(thread, nil)
  }

  /// Greets like a daemon and answers other requests as told.
  static func daemon(
    at endpoint: Endpoint, answer: @escaping @Sendable (Request) -> Reply?
  ) throws -> Responder {
    try Responder(at: endpoint) { frames in
      guard case .request(let request, let id) = Codec.receive(frames) else { return nil }
      if request.kind == .hello {
        let limits = Reply.Limits(frameBytes: 1 << 20, itemsPerJob: 10, textLength: 100)
        let welcome = Reply.Welcome(
          server: "test", version: "1", protocol: 1, limits: limits, user: "test", isOperator: true)
        return Codec.frames(of: .welcome(welcome), id: id)
      }
      guard case .fetch(let fetch) = request, case .chunk(let chunk)? = answer(request) else {
        return answer(request).map { Codec.frames(of: $0, id: id) }
      }
      // A result of which byte k is k, four bytes at a time.
      let payload = (fetch.offset..<min(chunk.size, fetch.offset + 4)).map { UInt8($0) }
      return Codec.frames(of: .chunk(chunk), id: id, payload: payload)
    }
  }
}
