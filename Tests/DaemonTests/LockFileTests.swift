import Testing

@testable import Daemon

@Suite struct LockFileTests {
  @Test func aSecondOwnerIsRefusedAndTheFirstNamed() throws {
    let folder = TemporaryFolder()
    let first = try StateFolder(folder.path)
    let error = try #require(throws: DaemonError.self) { _ = try StateFolder(folder.path) }
    let message = error.message
    #expect(message.contains("the state folder \(folder.path) is in use by another seqd (process "))
    _ = consume first
    _ = try StateFolder(folder.path)
  }
}
