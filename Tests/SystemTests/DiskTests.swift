import Foundation
import Testing

/// A disk that fails, fills or cannot be written to takes nothing of what was accepted.
@Suite(.serialized) struct DiskTests {
  @Test(arguments: [FaultyMachine.Fault.sync, .full, .readOnly])
  func aFailingDiskRefusesNewWorkAndLosesNothing(fault: FaultyMachine.Fault) throws {
    let machine = FaultyMachine()
    let house = try House(environment: machine.environment)
    let undisturbed = try house.result(of: house.submit("--text", "undisturbed", "--length", "60000", "--seed", "5"))
    #expect(try house.submit("--text", "done", "--wait") == "job 2 is done")
    let running = try house.submit("--text", "undisturbed", "--length", "60000", "--seed", "5", "--key", "k")
    let waiting = try house.submit("--text", "later", "--hold")
    machine.fault = fault
    let refused = try house.seqctl("submit", "tally", "--text", "new")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("the job database"), "\(refused.errors)")
    #expect(try house.seqctl("list", "--json").status == 0, "what is there can still be read")
    #expect(try house.seqctl("fetch", "1", "-o", "-").output == undisturbed)
    // Its result, or its end, cannot be kept now; it is found out and said.
    while !house.log.contains("cannot be") { _ = try house.seqctl("status") }
    machine.fault = nil
    #expect(try house.result(of: running) == undisturbed)
    #expect(try house.seqctl("release", waiting).status == 0)
    #expect(try house.result(of: waiting).isEmpty == false)
    let jobs = try JSONSerialization.jsonObject(with: Data(house.seqctl("list", "--json").output)) as? [String: Any]
    #expect((jobs?["jobs"] as? [Any])?.count == 4, "what was refused is not there")
    #expect(try house.seqctl("fetch", "2", "-o", "-").status == 0)
  }

  @Test(arguments: [FaultyMachine.Fault.sync, .full, .readOnly])
  func aKillWhileTheDiskFailsLosesNothingEither(fault: FaultyMachine.Fault) throws {
    let machine = FaultyMachine()
    let house = try House(environment: machine.environment)
    let job = try house.submit("--text", "kept", "--length", "30000", "--seed", "5")
    machine.fault = fault
    _ = try house.seqctl("submit", "tally", "--text", "new")
    house.kill()
    machine.fault = nil
    try house.start()
    let again = try house.submit("--text", "kept", "--length", "30000", "--seed", "5")
    #expect(try house.result(of: job) == house.result(of: again))
  }

  /// Whether the tests may mount a file system.
  private static let mayMount: Bool = {
    let folder = TemporaryFolder()
    guard getuid() == 0, (try? mount(folder.path, "size=1m")) != nil else { return false }
    try? unmount(folder.path)
    return true
  }()

  private struct NotMounted: Error { var reason: String }

  private static func mount(_ path: String, _ options: String) throws {
    let outcome = try Command.run("/usr/bin/env", ["mount", "-t", "tmpfs", "-o", options, "tmpfs", path])
    guard outcome.status == 0 else { throw NotMounted(reason: outcome.errors) }
  }

  private static func unmount(_ path: String) throws {
    _ = try Command.run("/usr/bin/env", ["umount", "--lazy", path])
  }

  @Test(.enabled(if: Self.mayMount, "needs the right to mount"))
  func aDiskThatIsReallyFullIsNoLoss() throws {
    let house = try House()
    house.kill()
    try Self.mount(house.state, "size=24m")
    defer { try? Self.unmount(house.state) }
    try house.start()
    let undisturbed = try house.result(of: house.submit("--text", "x", "--length", "60000", "--seed", "5"))
    let running = try house.submit("--text", "x", "--length", "60000", "--seed", "5")
    _ = try Command.run("/usr/bin/env", ["dd", "if=/dev/zero", "of=\(house.state)/filler", "bs=64k"])
    // One large enough that no corner of a file that is there already takes it.
    let refused = try house.seqctl(
      "submit", "tally", "--text", String(repeating: "y", count: 19_000), "--count", "40", "--hold")
    #expect(refused.status == 1 && refused.errors.contains("full"), "\(refused.errors)")
    #expect(try house.seqctl("status").status == 0)
    unlink("\(house.state)/filler")
    #expect(try house.result(of: running) == undisturbed)
    #expect(try house.submit("--text", "y", "--wait").isEmpty == false)
    house.kill()
  }

  @Test(.enabled(if: Self.mayMount, "needs the right to mount"))
  func onAReadOnlyDiskTheDaemonSaysSoAndDoesNotStart() throws {
    let folder = TemporaryFolder()
    let state = folder.path + "/state"
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
    try Self.mount(state, "ro")
    defer { try? Self.unmount(state) }
    let start = try Command.run(Products.seqd, ["--socket", folder.path + "/s", "--state", state])
    #expect(start.status == 1)
    #expect(start.errors.contains(state) && start.errors.contains("Read-only file system"), "\(start.errors)")
  }
}
