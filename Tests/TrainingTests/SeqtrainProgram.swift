import FoundationEssentials
import Glibc
import Testing

/// The real `seqtrain`, started beside the tests, its output read line by line.
final class SeqtrainProgram {
  private let process: pid_t
  private let output: UnsafeMutablePointer<FILE>
  private let errorFile: String

  /// Starts the program; standard error goes to a file in `folder`.
  /// - Parameters:
  ///   - mostBlocks: files may not grow beyond this many blocks of 512 bytes, as if the disk were full.
  ///   - path: what standard output is; a pipe when nil.
  ///   - errors: what standard error is instead of the file.
  ///   - environment: variables as `NAME=value`, beside those that the tests have.
  init(
    _ arguments: [String], folder: String, mostBlocks: Int? = nil, output path: String? = nil, errors: String? = nil,
    environment: [String] = []
  ) throws {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let tests = String(decoding: buffer[..<max(0, length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let program = (tests.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }) + "/seqtrain"
    try #require(access(program, X_OK) == 0, "seqtrain is not beside the tests")

    errorFile = "\(folder)/stderr-\(UInt32.random(in: 0 ... .max))"
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    // Only the child's copy of the writing end may stay open, or the end of the output would never be seen.
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    if let path { posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY, 0) }
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, errors ?? errorFile, O_WRONLY | O_CREAT | O_NOCTTY, 0o600)
    // Threads of a test runner may have signals blocked or ignored, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let limited = mostBlocks.map { ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f \($0); exec \"$0\" \"$@\""] } ?? []
    let words = (limited + [program] + arguments).map { strdup($0) }
    let added = environment.map { strdup($0) }
    defer { for word in words + added { free(word) } }
    var variables = added
    for index in 0... {
      guard let variable = environ[index] else { break }
      variables.append(variable)
    }
    var child = pid_t()
    let status = posix_spawn(
      &child, limited.first ?? program, &actions, &attributes, words + [nil], variables + [nil])
    close(ends[1])
    try #require(status == 0, "seqtrain does not start: \(String(cString: strerror(status)))")
    process = child
    output = try #require(fdopen(ends[0], "r"))
  }

  deinit { fclose(output) }

  /// The next line of standard output; nil at its end.
  func nextLine() -> String? {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    guard getline(&line, &capacity, output) > 0, let line else { return nil }
    return String(cString: line).trimmingLineEnd
  }

  func interrupt() { kill(process, SIGINT) }
  func kill9() { kill(process, SIGKILL) }

  /// Reads the rest of the output and waits for the end: exit status, or the negative number of the signal.
  func finish() -> (status: Int32, output: [String], errors: String) {
    var lines: [String] = []
    while let line = nextLine() { lines.append(line) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    let errors = (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? ""
    return (signal == 0 ? (status >> 8) & 0xFF : -signal, lines, errors)
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], folder: String, mostBlocks: Int? = nil, output path: String? = nil,
    environment: [String] = []
  ) throws -> (status: Int32, output: [String], errors: String) {
    try SeqtrainProgram(
      arguments, folder: folder, mostBlocks: mostBlocks, output: path, environment: environment
    ).finish()
  }
}

extension String {
  fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
