import Foundation
import Testing

/// A program that a test has started, waited for with `waitpid` on the test's own thread.
///
/// Foundation's `Process` waits in a run loop of the calling thread, which has been seen never to wake when many tests
/// start programs at the same time.
final class Child {
  let processIdentifier: pid_t
  private var ended: Int32?

  /// Starts a program; a descriptor that is nil is inherited.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: Int32? = nil,
    output: Int32? = nil, errors: Int32? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (given, wanted) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)] {
      if let given { posix_spawn_file_actions_adddup2(&actions, given, wanted) }
    }
    // Threads of a test runner may have signals blocked, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    // On a machine that is busy with all the other tests nothing is said by how long something takes.
    let surroundings = ProcessInfo.processInfo.environment.merging(["SEQD_TIMEOUT": "600"]) { $1 }
      .merging(environment) { $1 }
    let words = ([program] + arguments).map { strdup($0) }
    let pairs = surroundings.map { strdup("\($0.key)=\($0.value)") }
    defer { for word in words + pairs { free(word) } }
    var child = pid_t()
    let status = posix_spawn(&child, program, &actions, &attributes, words + [nil], pairs + [nil])
    try #require(status == 0, "\(program) does not start: \(String(cString: strerror(status)))")
    processIdentifier = child
  }

  /// Waits for the end: the exit status, or the negative number of the signal that ended it.
  @discardableResult func wait() -> Int32 {
    if let ended { return ended }
    var status: Int32 = 0
    while waitpid(processIdentifier, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    let result = signal == 0 ? (status >> 8) & 0xFF : -signal
    ended = result
    return result
  }

  func send(_ signal: Int32) {
    if ended == nil { kill(processIdentifier, signal) }
  }
}

/// A file opened for a child; closed when it goes.
final class OpenFile {
  let descriptor: Int32

  init(_ path: String, _ flags: Int32) throws {
    descriptor = open(path, flags | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0, "\(path): \(String(cString: strerror(errno)))")
  }

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}
