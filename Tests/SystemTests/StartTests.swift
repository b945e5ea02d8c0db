import Foundation
import Testing

@Suite(.serialized) struct StartTests {
  private func seqd(_ arguments: String...) throws -> Command { try Command.run(Products.seqd, arguments) }

  @Test func aDaemonThatIsStoppedTheMomentItIsReadyStopsAsAtAnyOtherTime() throws {
    let house = try House()
    for _ in 0..<5 {
      #expect(try house.stop() == 0, "\(house.log)")
      try house.start()
    }
  }

  @Test func aSocketPathOver107BytesIsRefused() throws {
    let folder = TemporaryFolder()
    let path = "/tmp/" + String(repeating: "x", count: 103)
    let command = try seqd("--socket", path, "--state", folder.path + "/state")
    #expect(command.status == 1)
    #expect(command.errors.contains("108 bytes") && command.errors.contains("107"), "\(command.errors)")
  }

  @Test func aWrongConfigurationNamesLineAndKey() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/seqd.toml"
    try "[engine]\n\nthreads = -3\n".write(toFile: path, atomically: true, encoding: .utf8)
    let command = try seqd("--config", path, "--state", folder.path + "/state", "--socket", folder.path + "/s")
    #expect(command.status == 1)
    #expect(command.errors.contains("seqd.toml, line 3: engine.threads is -3"), "\(command.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/state"))
  }

  @Test func aSecondDaemonIsRefusedAndTheFirstGoesOn() throws {
    let house = try House()
    let sameState = try seqd("--socket", house.folder.path + "/other", "--state", house.state)
    #expect(sameState.status == 1)
    #expect(sameState.errors.contains("in use by another seqd"), "\(sameState.errors)")
    let sameSocket = try seqd("--socket", house.socket, "--state", house.folder.path + "/other-state")
    #expect(sameSocket.status == 1)
    #expect(sameSocket.errors.contains("in use by another seqd"), "\(sameSocket.errors)")
    #expect(try house.seqctl("status").status == 0)
  }

  @Test func clientsWithoutADaemonSaySo() throws {
    let command = try Command.run(Products.seqctl, ["list"], environment: ["SEQD_SOCKET": "/tmp/no-such-seqd"])
    #expect(command.status == 3)
  }

  @Test func howLongADaemonMayTakeToGreetIsANumberOfSeconds() throws {
    let house = try House()
    let command = try Command.run(
      Products.seqctl, ["list"], environment: ["SEQD_SOCKET": house.socket, "SEQD_TIMEOUT": "soon"])
    #expect(command.status == 2)
    #expect(command.errors.contains("SEQD_TIMEOUT is 'soon', but must be a number of seconds"), "\(command.errors)")
  }

  @Test func theVersionIsPrinted() throws {
    let command = try seqd("--version")
    #expect(command.status == 0)
    #expect(command.text.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
  }

  @Test func systemdLearnsThatTheDaemonIsAliveAndWhatItDoes() throws {
    let house = try House(environment: ["WATCHDOG_USEC": "200000"])
    #expect(house.nextNotice() == "WATCHDOG=1")
    #expect(house.nextNotice() == "STATUS=0 items run, 0 wait; 0 sequences in the engine")
    #expect(try house.seqctl("submit", "tally", "--text", "a", "--hold").status == 0)
    var notice = house.nextNotice()
    while notice?.hasSuffix("0 items run, 1 wait; 0 sequences in the engine") == false { notice = house.nextNotice() }
    #expect(notice != nil)
  }
}
