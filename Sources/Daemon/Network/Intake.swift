import CCrash
import Dispatch
import Glibc
import Synchronization
import Wire

/// Takes in small jobs on a thread of its own: all that came while the disk was busy are read, checked, brought to the
/// disk and answered together, so that none of them costs a change of threads for itself.
///
/// Everything else takes the way of all requests: large jobs, and what has to ask the system who somebody is.
final class Intake: Sendable {
  private struct State {
    var waiting: [Router.Incoming] = []
    var isClosed = false
  }

  /// Bytes of a body and items of a job that are small: one that is not would hold up the others.
  private static let (bodyLimit, itemLimit) = (4096, 16)
  /// Jobs of one transaction; a long one would make the first wait for the last.
  private static let groupLimit = 256

  private let commands: Commands
  private let outbox: Outbox
  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)
  private let threadEnd = AsyncStream<Never>.makeStream()

  init(commands: Commands, outbox: Outbox) {
    self.commands = commands
    self.outbox = outbox
  }

  /// Starts the thread.
  /// - Parameters:
  ///   - handOn: takes what is no small job after all.
  ///   - done: told of each message that was answered.
  func start(
    handOn: @Sendable @escaping (Router.Incoming) -> Void, done: @Sendable @escaping (Router.Incoming) -> Void
  ) throws(DaemonError) {
    try NativeThread.start("intake") { [self] in
      crash_prepare_thread()
      while let group = next() {
        let answered = takeIn(group, handOn: handOn)
        for message in answered { done(message) }
      }
      threadEnd.continuation.finish()
    }
  }

  /// Whether a message may be a small job; it is looked at, not read.
  static func suits(_ frames: [[UInt8]]) -> Bool {
    frames.count == 3 && frames[2].count <= bodyLimit && frames[2].withUnsafeBytes(hasWord)
  }

  /// Whether the word `"submit"` stands somewhere.
  private static func hasWord(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let word: StaticString = #""submit""#
    guard let start = bytes.baseAddress, bytes.count >= word.utf8CodeUnitCount else { return false }
    return (0...bytes.count - word.utf8CodeUnitCount).contains { place in
      bytes[place + 1] == word.utf8Start[1] && memcmp(start + place, word.utf8Start, word.utf8CodeUnitCount) == 0
    }
  }

  /// Takes a message; called on the socket's thread, never waits.
  /// - Returns: false when no more is taken.
  func add(_ message: Router.Incoming) -> Bool {
    let (isTaken, isFirst) = state.withLock { state in
      if !state.isClosed { state.waiting.append(message) }
      return (!state.isClosed, state.waiting.count == 1)
    }
    if isTaken, isFirst { bell.signal() }
    return isTaken
  }

  /// Takes no more.
  func close() {
    state.withLock { $0.isClosed = true }
    bell.signal()
  }

  /// Returns once nothing more is taken and all is answered.
  func finish() async {
    close()
    for await _ in threadEnd.stream {}
  }

  /// Waits for messages; nil when there will be no more.
  private func next() -> ArraySlice<Router.Incoming>? {
    while true {
      let (group, isClosed) = take(atMost: Self.groupLimit)
      if !group.isEmpty { return group }
      if isClosed { return nil }
      bell.wait()
    }
  }

  private func take(atMost limit: Int) -> (messages: ArraySlice<Router.Incoming>, isClosed: Bool) {
    state.withLock { state in
      let messages = state.waiting.prefix(limit)
      state.waiting.removeFirst(messages.count)
      return (messages, state.isClosed)
    }
  }

  /// What goes into one transaction.
  private struct Group {
    /// Small jobs of somebody known, to be answered here.
    var messages: [Router.Incoming] = []
    /// Those of them that may be written down, and where the answers go.
    var jobs: [Submission] = []
    var clients: [Client] = []
    /// Refusals of the others.
    var answers: [Outbox.Message] = []
  }

  /// - Returns: the messages that were answered.
  private func takeIn(
    _ first: ArraySlice<Router.Incoming>, handOn: (Router.Incoming) -> Void
  ) -> [Router.Incoming] {
    let start = ContinuousClock.now
    let limits = commands.configuration.limits
    commands.models.beginAccepting()
    defer { commands.models.endAccepting() }
    var group = Group()
    var messages = first
    // A flood of what is handed on shall not keep waiting what is ready to be written.
    var room = Self.groupLimit - first.count
    // What comes while others are read goes with them: the disk is waited for once, and many rows share a page.
    repeat {
      for message in messages where !read(message, into: &group, within: limits, since: start) { handOn(message) }
      messages = take(atMost: room).messages
      room -= messages.count
    } while !messages.isEmpty
    let replies = commands.write(group.jobs)
    commands.record(replies, to: .submit, since: start)
    for (client, reply) in zip(group.clients, replies) { group.answers.append(outbox.message(reply, to: client)) }
    outbox.send(group.answers)
    return group.messages
  }

  /// Reads and checks a message.
  /// - Returns: false when it is no small job of somebody known.
  private func read(
    _ message: Router.Incoming, into group: inout Group, within limits: Configuration.Limits,
    since start: ContinuousClock.Instant
  ) -> Bool {
    guard case .request(.submit(let request), let id) = Codec.receive(message.frames),
      request.totalItems <= Self.itemLimit
    else { return false }
    let client = Client(peer: message.peer, credential: message.credential, request: id)
    do throws(WireError) {
      guard let user = try commands.rights.knownIdentity(of: client.credential) else { return false }
      try commands.checkReading(of: client, named: user)
      do throws(WireError) {
        let job = try commands.check(request, of: user, within: limits)
        group.jobs.append(Submission(job: job, time: WallClock.now))
        group.clients.append(client)
      } catch {
        guard let earlier = commands.repeated(request, of: user) else { throw error }
        let reply = commands.submitted(earlier)
        commands.record([reply], to: .submit, since: start)
        group.answers.append(outbox.message(reply, to: client))
      }
    } catch {
      commands.record([.error(error)], to: .submit, since: start)
      group.answers.append(outbox.message(.error(error), to: client))
    }
    group.messages.append(message)
    return true
  }
}
