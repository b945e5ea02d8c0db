import Testing
import Wire

@Suite struct DefaultSocketTests {
  private func client(_ environment: [String: String], existing: Set<String> = []) -> String {
    DefaultSocket.client(environment: environment, userID: 7) { existing.contains($0) }
  }

  @Test func theVariableWins() {
    #expect(client(["SEQD_SOCKET": "/x", "XDG_RUNTIME_DIR": "/r"], existing: [DefaultSocket.system]) == "/x")
  }

  @Test func theUsersOwnDaemonComesBeforeTheSystems() {
    let own = "/r/seqd/seqd.sock"
    #expect(client(["XDG_RUNTIME_DIR": "/r"], existing: [own, DefaultSocket.system]) == own)
    #expect(client(["XDG_RUNTIME_DIR": "/r"], existing: [DefaultSocket.system]) == "/run/seqd/seqd.sock")
    let both: Set = [DefaultSocket.system, DefaultSocket.activated]
    #expect(client(["XDG_RUNTIME_DIR": "/r"], existing: both) == "/run/seqd.sock")
    #expect(client(["XDG_RUNTIME_DIR": "/r"]) == own)
  }

  @Test func withoutARuntimeFolderThePathIsBelowTmp() {
    #expect(client([:]) == "/tmp/seqd-7/seqd.sock")
    #expect(client(["SEQD_SOCKET": "", "XDG_RUNTIME_DIR": ""]) == "/tmp/seqd-7/seqd.sock")
  }
}
