import Glibc
import Synchronization

/// Ctrl-C and SIGTERM as a question to ask between two updates; a second Ctrl-C ends the process at once.
enum InterruptFlag {
  private static let raised = Atomic<Bool>(false)

  static var isRaised: Bool { raised.load(ordering: .relaxed) }

  static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
    watch()
    defer { leave() }
    return try body()
  }

  static func during<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    watch()
    defer { leave() }
    return try await body()
  }

  private static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        InterruptFlag.raised.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  private static func leave() {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
