import Wire
import ZMQ

/// The way to the daemon: one request at a time, each answered within a bounded time or failed.
struct Connection: ~Copyable {
  /// What the daemon said of itself.
  let welcome: Reply.Welcome
  let endpoint: Endpoint
  private let socket: Socket
  private var lastID: RequestID
  /// Milliseconds after which a request is given up.
  private let deadline: Int
  /// What ends the waiting for an answer; nil where Ctrl-C ends the process.
  var interrupt: InterruptSignal?

  /// Milliseconds after which a request is sent again, in case the daemon restarted in between.
  private static let patience = 5000
  /// The same for a submission, which may be large and take long to check, and for removing, which may be of many files.
  private static let longPatience = 20_000
  /// The least milliseconds after which a request is given up.
  private static let deadline = 60_000
  /// The same for what has a model looked at whole, which takes long for a large one.
  private static let inspectionDeadline = 1_800_000
  /// Milliseconds for which a daemon that is going down is waited for to come back.
  private static let restart = 30_000
  /// Milliseconds of silence after which a watch asks again.
  private static let watchPatience = 2000

  /// Requests that the daemon answers only after it has read a whole model.
  private static let inspections: Set<Request.Kind> = [.modelCommit, .modelExport, .modelVerify]

  /// Connects and greets.
  /// - Throws: a failure with status `unreachable`, within the address's patience, when no daemon of our version answers.
  init(_ address: DaemonAddress) throws(Failure) {
    let endpoint = try address.endpoint()
    let keys = try address.keys(for: endpoint)
    let greeting = try address.patience() * 1000
    try Probe.check(endpoint)
    let socket = try Self.open(endpoint, keys)
    let answer = try Self.exchange(
      try Introduction.frames(), id: Introduction.id, on: socket, at: endpoint, patience: min(Self.patience, greeting),
      deadline: greeting)
    guard case .welcome(let welcome) = answer.reply else { throw Self.unexpected(answer.reply) }
    self.socket = socket
    self.endpoint = endpoint
    self.welcome = welcome
    lastID = Introduction.id
    deadline = max(Self.deadline, greeting)
  }

  /// Sends a request and waits for its answer. It is sent again while the daemon is silent, so it must have the same
  /// effect twice as once: a submission needs its key.
  /// - Throws: the daemon's refusal; a failure with status `unreachable` when it does not answer within a minute or the
  ///   address's patience, or within half an hour where it looks at a model.
  mutating func ask(_ request: Request) throws(Failure) -> Codec.Answer {
    lastID.value += 1
    let frames = try Self.frames(of: request, id: lastID)
    let size = frames.map(\.count).max() ?? 0
    guard size <= welcome.limits.frameBytes else {
      throw Failure(
        .invalid, "the request has \(size) bytes, but the daemon takes \(welcome.limits.frameBytes)",
        advice: "divide it into several jobs", code: "too-large")
    }
    return try Self.exchange(
      frames, id: lastID, on: socket, at: endpoint, interrupt: interrupt,
      patience: Self.patience(with: request.kind),
      deadline: Self.inspections.contains(request.kind) ? Self.inspectionDeadline : deadline)
  }

  /// A commit is looked at once however often it is sent; a second verification would be work for nothing, and what the
  /// first request removes would not be there for the second.
  private static func patience(with kind: Request.Kind) -> Int {
    switch kind {
    case .submit, .remove, .modelRemove, .keyRevoke: longPatience
    case .modelVerify, .modelExport: deadline
    default: patience
    }
  }

  /// Follows a job until it has ended, over restarts of the daemon.
  /// - Parameters:
  ///   - previewed: whether events show what is being made.
  ///   - interrupt: ends the watching, not the job.
  ///   - onEvent: told of every change.
  /// - Returns: the last event; nil when interrupted.
  /// - Throws: the daemon's refusal; a failure with status `unreachable` after a minute of silence, or the
  ///   address's patience.
  mutating func watch(
    _ job: String, previewed: Bool = false, interrupt: InterruptSignal?, onEvent: (Reply.Event) -> Void
  ) throws(Failure) -> Reply.Event? {
    var silent = 0
    while silent <= deadline {
      lastID.value += 1
      do {
        _ = try socket.send(try Self.frames(of: .watch(.init(job: job, preview: previewed)), id: lastID))
        while true {
          let ready = try socket.wait(orFor: interrupt?.descriptor, milliseconds: Self.watchPatience)
          if ready.descriptor {
            interrupt?.take()
            return nil
          }
          guard ready.socket else { break }
          guard let frames = try socket.receive(limit: Bounds.frames + 1) else { continue }
          silent = 0
          let answer = try Self.answer(frames)
          if case .complete = try Introduction.proceed(with: answer, on: socket) {
            _ = try socket.send(try Self.frames(of: .watch(.init(job: job, preview: previewed)), id: lastID))
          }
          guard answer.id == lastID else { continue }
          switch answer.reply {
          case .event(let event):
            onEvent(event)
            if event.state.isFinal { return event }
          case .error(let error) where error.code == .stopping || error.code == .unknownClient: continue
          case .error(let error): throw Failure(error)
          default: continue
          }
        }
      } catch let error as ZMQError {
        throw Failure(error)
      } catch let error as Failure {
        throw error
      } catch {
        throw Failure(.failed, "\(error)")
      }
      silent += Self.watchPatience
    }
    throw Failure(
      .unreachable, "the daemon at \(endpoint.place) is silent; job \(job) is kept and goes on once it is back",
      advice: "start it and run 'seqctl watch \(job)'", code: "unreachable")
  }

  /// The failure for an answer that does not belong to its request.
  static func unexpected(_ reply: Reply) -> Failure {
    if case .error(let error) = reply { return Failure(error) }
    return Failure(.failed, "the daemon answered '\(reply.kind.rawValue)', which does not belong to the request")
  }

  private static func open(_ endpoint: Endpoint, _ keys: DaemonAddress.Keys?) throws(Failure) -> Socket {
    do {
      let socket = try Socket(.dealer, in: Context(), options: SocketOptions(maximumFrameBytes: Bounds.frameBytes))
      try socket.connect(endpoint, keys: keys?.own, serverKey: keys?.server)
      return socket
    } catch {
      throw Failure(error)
    }
  }

  private static func exchange(
    _ frames: [[UInt8]], id: RequestID, on socket: borrowing Socket, at endpoint: Endpoint,
    interrupt: InterruptSignal? = nil, patience: Int, deadline: Int
  ) throws(Failure) -> Codec.Answer {
    let clock = ContinuousClock()
    let start = clock.now
    var resend = start
    var stopping: (failure: Failure, since: ContinuousClock.Instant)?
    do {
      while true {
        let now = clock.now
        let left = (start + .milliseconds(deadline)) - now
        guard left > .zero else { break }
        if let stopping, now - stopping.since > .milliseconds(restart) { throw stopping.failure }
        if now >= resend {
          // A long answer is worth waiting for only as long as there is somebody who may give it.
          if now - start >= .milliseconds(Self.deadline) { try Probe.check(endpoint) }
          _ = try socket.send(frames)
          resend = now + .milliseconds(patience)
        }
        let wait = min(left, resend - now)
        let ready = try socket.wait(orFor: interrupt?.descriptor, milliseconds: Int(wait / .milliseconds(1)) + 1)
        if ready.descriptor {
          interrupt?.take()
          throw Failure(.interrupted, "the daemon's answer was not waited for")
        }
        while let received = try socket.receive(limit: Bounds.frames + 1) {
          let answer = try Self.answer(received)
          // The refusal of a version may come with an id that was cut short.
          if case .error(let error) = answer.reply, error.code == .versionMismatch { throw Failure(error) }
          switch try Introduction.proceed(with: answer, on: socket) {
          case .underWay: continue
          case .complete where id != Introduction.id:
            resend = clock.now
            continue
          case .complete, .unrelated: break
          }
          guard answer.id == id else { continue }
          guard case .error(let error) = answer.reply else { return answer }
          // It is sent again; one that is started anew answers it.
          guard error.code == .stopping, id != Introduction.id else { throw Failure(error) }
          stopping = stopping ?? (Failure(error), clock.now)
          resend = min(resend, clock.now + .milliseconds(Self.patience))
        }
      }
    } catch let error as ZMQError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(.failed, "\(error)")
    }
    throw Probe.silent(endpoint)
  }

  private static func frames(of request: Request, id: RequestID) throws(Failure) -> [[UInt8]] {
    do {
      return try Codec.frames(of: request, id: id)
    } catch {
      throw Failure(error)
    }
  }

  private static func answer(_ frames: [[UInt8]]) throws(Failure) -> Codec.Answer {
    do {
      return try Codec.answer(frames)
    } catch {
      throw Failure(error)
    }
  }
}
