import Glibc

/// `seqtrain`, which does the arithmetic of learning.
struct TrainerProgram {
  let path: String

  /// Finds it beside this program, else on the PATH.
  /// - Throws: a failure with status `failed` when it is in neither place.
  init(besides program: String = Self.ownFolder, search: String = Self.searchPath) throws(Failure) {
    let folders = [program] + search.split(separator: ":").map(String.init)
    let candidates = folders.map { $0 + "/seqtrain" }
    guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
      throw Failure(
        .failed, "seqtrain is neither beside seqctl nor on the PATH",
        advice: "it does the learning: install the package seqtrain, or put what 'make release' built on the PATH",
        code: "no-trainer")
    }
    path = found
  }

  static var ownFolder: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer[..<max(0, length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  static var searchPath: String { getenv("PATH").map { String(cString: $0) } ?? "" }

  /// Runs it with our own streams and waits for its end. Ctrl-C is left to it: it ends in order.
  /// - Returns: its exit status; 128 and the signal's number where a signal ended it.
  func run(_ arguments: [String]) throws(Failure) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &interrupt)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    let words = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var child = pid_t()
    let outcome = posix_spawn(&child, path, nil, &attributes, words + [nil], environ)
    guard outcome == 0 else {
      throw Failure(.failed, "\(path) does not start: \(String(cString: strerror(outcome)))")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let number = status & 0x7F
    return number == 0 ? (status >> 8) & 0xFF : 128 + number
  }
}
