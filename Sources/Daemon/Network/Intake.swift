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
      let (group, isClosed) = state.withLock { state in
        let group = state.waiting.prefix(Self.groupLimit)
        state.waiting.removeFirst(group.count)
        return (group, state.isClosed)
      }
      if !group.isEmpty { return group }
      if isClosed { return nil }
      bell.wait()
    }
  }

  /// - Returns: the messages that were answered.
  private func takeIn(
    _ group: ArraySlice<Router.Incoming>, handOn: (Router.Incoming) -> Void
  ) -> [Router.Incoming] {
    let start = ContinuousClock.now
    var answers: [Outbox.Message] = []
    var answered: [Router.Incoming] = []
    var jobs: [(request: Request.Submit, user: Identity)] = []
    var clients: [Client] = []
    for message in group {
      guard case .request(.submit(let job), let id) = Codec.receive(message.frames), job.totalItems <= Self.itemLimit
      else {
        handOn(message)
        continue
      }
      let client = Client(peer: message.peer, credential: message.credential, request: id)
      do throws(WireError) {
        guard let user = try commands.rights.knownIdentity(of: client.credential) else {
          handOn(message)
          continue
        }
        try commands.checkReading(of: client, named: user)
        jobs.append((job, user))
        clients.append(client)
      } catch {
        commands.record(.error(error), to: .submit, since: start)
        answers.append(outbox.message(.error(error), to: client))
      }
      answered.append(message)
    }
    for (client, reply) in zip(clients, commands.submit(jobs)) {
      commands.record(reply, to: .submit, since: start)
      answers.append(outbox.message(reply, to: client))
    }
    outbox.send(answers)
    return answered
  }
}
