import Logging
import ServiceLifecycle
import Synchronization
import Wire
import ZMQ

/// Brings requests from the socket to the commands and their answers back.
///
/// The socket belongs to a thread of its own, which only moves frames; reading and carrying out is done elsewhere.
final class Router: Service {
  /// A message, whose it is, and how many bytes it has.
  struct Incoming: Sendable {
    var credential: Credential
    var peer: [UInt8]
    var frames: [[UInt8]]
    var bytes: Int
  }

  private let commands: Commands
  private let outbox: Outbox
  private let logger: Logger
  private let intake: Intake
  private let incoming: AsyncStream<Incoming>
  private let take: AsyncStream<Incoming>.Continuation
  private let authenticatorStop = Mutex<WakeUp?>(nil)
  private let load: Mutex<RequestLoad>
  /// Where large messages are read, so that small ones do not wait for them.
  private let reading = WorkQueue(label: "reading", width: 1)
  /// Bytes from which a message is large.
  private static let largeMessage = 64 << 10
  /// Ends with the socket's thread; gives what it died of, if it did.
  private let threadEnd = AsyncStream<ZMQError>.makeStream()

  /// - Parameter outbox: where answers go; closed when the router stops.
  init(commands: Commands, outbox: Outbox, logger: Logger) {
    self.commands = commands
    self.outbox = outbox
    self.logger = logger
    intake = Intake(commands: commands, outbox: outbox)
    (incoming, take) = AsyncStream.makeStream()
    load = Mutex(RequestLoad(messageBytes: commands.configuration.limits.messageBytes))
  }

  /// Starts the threads; returns once the socket is bound.
  /// - Parameters:
  ///   - listening: what listens at the endpoint already, where systemd has opened that.
  ///   - network: where else to listen, and the keys to encrypt it with.
  func start(
    at endpoint: Endpoint, listening: Int32?, network: (endpoint: Endpoint, keys: KeyPair)? = nil
  ) async throws(DaemonError) {
    let context: Context
    do {
      context = try Context()
      if network != nil { try await startAuthenticator(in: context) }
    } catch let error as ZMQError {
      throw DaemonError(error.message)
    } catch {
      throw DaemonError("\(error)")
    }
    try intake.start(
      handOn: { [self] message in carryOut(message) },
      done: { [self] message in release(message.bytes, of: message.credential) })
    let limits = commands.configuration.limits
    let bound = AsyncStream<ZMQError?>.makeStream()
    try NativeThread.start("router") { [self] in
      defer { threadEnd.continuation.finish() }
      do throws(ZMQError) {
        var loop = try RouterLoop(
          endpoint: endpoint, listening: listening, network: network, context: context,
          options: SocketOptions(maximumFrameBytes: limits.messageBytes, backlog: 4096), outbox: outbox,
          stalledLimit: limits.outgoingMessages, metrics: commands.metrics,
          receive: { [self] credential, peer, frames in accept(frames, from: peer, as: credential) },
          peerGone: { [self] peer in commands.watches.endAll(for: peer) })
        bound.continuation.yield(nil)
        try loop.run()
      } catch {
        // Before the socket is bound the starter waits for this, afterwards `run` does.
        bound.continuation.yield(error)
        threadEnd.continuation.yield(error)
      }
      take.finish()
    }
    for await failure in bound.stream {
      guard let failure else { return }
      throw DaemonError(failure.message)
    }
  }

  /// Starts the thread that says which keys are let in; returns once it can be asked.
  private func startAuthenticator(in context: Context) async throws {
    let stop = try WakeUp()
    let ready = AsyncStream<ZMQError?>.makeStream()
    let keys = commands.keys
    try NativeThread.start("authenticator") { [logger, outbox] in
      do throws(ZMQError) {
        let authenticator = try Authenticator(in: context) { key in
          if keys[key] != nil { return true }
          logger.notice("a key was not let in", metadata: ["key": "\(key)"])
          return false
        }
        ready.continuation.yield(nil)
        try authenticator.serve(until: stop)
      } catch {
        ready.continuation.yield(error)
        logger.critical("the keys of clients cannot be asked for any more", metadata: ["reason": "\(error.message)"])
        // Without it the library would let everybody in: rather none of the sockets than that.
        outbox.close()
      }
    }
    for await failure in ready.stream {
      if let failure { throw failure }
      break
    }
    authenticatorStop.withLock { $0 = stop }
  }

  /// Serves until graceful shutdown; requests under way are still answered.
  /// - Throws: a `DaemonError` when the socket failed.
  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for await message in incoming {
          group.addTask { await self.serve(message) }
        }
      }
    } onCancelOrGracefulShutdown: {
      self.take.finish()
      self.intake.close()
    }
    await intake.finish()
    outbox.close()
    // The authenticator outlives the sockets: without one the library lets everybody in.
    defer { authenticatorStop.withLock { $0?.ring() } }
    for await failure in threadEnd.stream { throw DaemonError("the socket failed: \(failure.message)") }
  }

  /// Called on the socket's thread; must not wait.
  private func accept(_ frames: [[UInt8]], from peer: [UInt8], as credential: Credential) {
    let bytes = frames.reduce(0) { $0 + $1.count }
    if let refusal = load.withLock({ $0.take(bytes, of: credential) }) {
      return refuse(frames, from: peer, refusal)
    }
    let message = Incoming(credential: credential, peer: peer, frames: frames, bytes: bytes)
    if Intake.suits(frames), intake.add(message) { return }
    carryOut(message)
  }

  /// Has a message served beside others; must not wait.
  private func carryOut(_ message: Incoming) {
    guard case .terminated = take.yield(message) else { return }
    release(message.bytes, of: message.credential)
    let error = WireError(.stopping, "the daemon is going down", advice: "try again once it is back")
    refuse(message.frames, from: message.peer, error)
  }

  private func release(_ bytes: Int, of credential: Credential) {
    load.withLock { $0.release(bytes, of: credential) }
  }

  /// Refuses a message unread.
  private func refuse(_ frames: [[UInt8]], from peer: [UInt8], _ error: WireError) {
    guard frames.count >= 2, let id = RequestID(frames[1]) else { return }
    commands.metrics.countRefusal(error.code)
    outbox.send(Codec.frames(of: .error(error), id: id), to: peer)
  }

  private func serve(_ message: Incoming) async {
    defer { release(message.bytes, of: message.credential) }
    let received =
      message.bytes < Self.largeMessage
      ? Codec.receive(message.frames) : await reading.run { Codec.receive(message.frames) }
    switch received {
    case .request(let request, let id):
      let client = Client(peer: message.peer, credential: message.credential, request: id)
      let answer = await commands.answer(request, from: client)
      outbox.send(answer.reply, payload: answer.payload, to: client)
    case .refused(let frames, let code):
      commands.metrics.countRefusal(code)
      outbox.send(frames, to: message.peer)
    case .ignored:
      logger.debug("a message that is not of the protocol was left out")
    }
  }
}
