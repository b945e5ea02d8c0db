import Glibc
import Testing
import UnixSignals

@testable import Daemon

/// What stops the daemon; with signals that mean nothing else to the tests' own process.
@Suite struct TerminationTests {
  @Test(.timeLimit(.minutes(60))) func `a signal that comes before the daemon waits for it is not lost`() async throws {
    let termination = await Termination(on: [.sigusr2])
    #expect(kill(getpid(), SIGUSR2) == 0)
    try await termination.run()
  }
}
