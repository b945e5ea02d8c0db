import Foundation
import Testing
import Wire

/// Several users of one daemon, as the system tells them apart.
@Suite(.serialized, .enabled(if: getuid() == 0, "needs root, to be several users"))
struct AccessTests {
  /// Users without an account; they are called by their numbers.
  private static let ann: uid_t = 61_001
  private static let bob: uid_t = 61_002

  /// Runs the client as another user, of root's group, which may use the socket.
  private func seqctl(_ house: House, as user: uid_t, _ arguments: String...) throws -> Command {
    try seqctl(house, as: user, arguments)
  }

  private func seqctl(_ house: House, as user: uid_t, _ arguments: [String]) throws -> Command {
    try Command.run(
      "/usr/bin/setpriv",
      ["--reuid", "\(user)", "--regid", "0", "--clear-groups", Products.seqctl, "--socket", house.socket] + arguments,
      environment: ["HOME": "/nonexistent"])
  }

  /// A daemon whose socket others reach.
  private func openHouse(config: String = "") throws -> House {
    let house = try House(config: config)
    chmod(house.folder.path, 0o755)
    return house
  }

  @Test func jobsBelongToTheUserThatTheSystemNamesAndToNobodyElse() throws {
    let house = try openHouse()
    let submit = try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--label", "letters", "--wait")
    try #require(submit.status == 0, "\(submit.errors)")
    let info = try #require(try house.show("1")["info"] as? [String: Any])
    #expect(info["owner"] as? String == "uid-61001" && info["label"] as? String == "letters")
    #expect(try seqctl(house, as: Self.ann, "list").text.contains("uid-61001"))
    #expect(try seqctl(house, as: Self.bob, "list").text == "no jobs")
    #expect(try seqctl(house, as: Self.bob, "list", "--owner", "uid-61001").text == "no jobs")
    for arguments in [
      ["show", "1"], ["watch", "1"], ["wait", "1"], ["fetch", "1", "-o", "-"], ["cancel", "1"], ["hold", "1"],
      ["release", "1"], ["remove", "1"], ["submit", "tally", "--text", "b", "--after", "1"],
    ] {
      let command = try seqctl(house, as: Self.bob, arguments)
      #expect(command.status == 2, "\(arguments): \(command.errors)")
      #expect(command.errors.contains("there is no job"), "\(arguments): \(command.errors)")
    }
    #expect(try seqctl(house, as: Self.ann, "fetch", "1", "-o", "-").status == 0)
    #expect(try house.seqctl("list").text.contains("uid-61001"), "operators see the jobs of all")
    #expect(try house.seqctl("remove", "1").status == 0)
  }

  @Test func twoUsersMayHaveTheSameKey() throws {
    let house = try openHouse()
    #expect(try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--key", "k").text == "1")
    #expect(try seqctl(house, as: Self.bob, "submit", "tally", "--text", "a", "--key", "k").text == "2")
    #expect(try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--key", "k").text == "1")
  }

  @Test func modelsAndKeysAreForOperatorsAndAReloadMakesOne() throws {
    let house = try openHouse()
    let package = try house.package("other", period: 13)
    chmod(house.folder.path + "/packages", 0o755)
    for arguments in [
      ["model", "activate", "small"], ["model", "remove", "small"], ["key", "list"], ["key", "revoke", "x"],
    ] {
      let command = try seqctl(house, as: Self.ann, arguments)
      #expect(command.status == 4, "\(arguments): \(command.errors)")
      #expect(command.errors.contains("uid-61001 may not"), "\(command.errors)")
    }
    try "[access]\noperators = [\"uid-61001\"]\n".write(
      toFile: house.folder.path + "/seqd.toml", atomically: true, encoding: .utf8)
    house.daemon?.send(SIGHUP)
    #expect(house.nextNotice() == "RELOADING=1")
    #expect(house.nextNotice() == "READY=1")
    #expect(try seqctl(house, as: Self.ann, "key", "list").status == 0)
    #expect(try seqctl(house, as: Self.bob, "key", "list").status == 4)
    #expect(try house.seqctl("model", "import", package).status == 0)
  }

  @Test func aWrongConfigurationIsNotTakenAndTheDaemonGoesOn() throws {
    let house = try openHouse(config: "[limits]\nitems-per-owner = 3\n")
    try "[limits]\nitems-per-owner = 0\n".write(
      toFile: house.folder.path + "/seqd.toml", atomically: true, encoding: .utf8)
    house.daemon?.send(SIGHUP)
    #expect(house.nextNotice() == "RELOADING=1")
    #expect(house.nextNotice() == "READY=1")
    #expect(house.log.contains("line 2: limits.items-per-owner is 0"), "\(house.log)")
    let command = try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--count", "4", "--hold")
    #expect(command.status == 4, "the limit before is still in force")
  }

  @Test func nobodyFillsTheQueueAlone() throws {
    let house = try openHouse(config: "[limits]\nqueued-items = 10\nitems-per-owner = 6\n")
    #expect(try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--count", "5", "--hold").status == 0)
    let refused = try seqctl(house, as: Self.ann, "submit", "tally", "--text", "a", "--count", "2", "--hold")
    #expect(refused.status == 4)
    #expect(
      refused.errors.contains("uid-61001 has 5 items that wait or run, and 2 more would exceed the limit of 6"),
      "\(refused.errors)")
    #expect(try seqctl(house, as: Self.bob, "submit", "tally", "--text", "a", "--count", "5", "--hold").status == 0)
    let full = try seqctl(house, as: Self.bob, "submit", "tally", "--text", "a", "--hold")
    #expect(full.status == 4 && full.errors.contains("the queue is full"), "\(full.errors)")
    #expect(try seqctl(house, as: Self.ann, "cancel", "1").status == 0)
    #expect(try seqctl(house, as: Self.bob, "submit", "tally", "--text", "a", "--hold").status == 0)
  }

  @Test func whoHasNotIntroducedItselfIsNotServed() throws {
    let house = try openHouse()
    let client = try RawClient(house, introduced: false)
    for request in [Request.status(.init()), .hello(.init(client: "test", nonce: "guess")), .list(.init())] {
      let reply = try client.ask(request)
      switch reply {
      case .error(let error): #expect(error.code == .unknownClient)
      case .challenge: #expect(request.kind == .hello)
      default: Issue.record("served: \(reply.kind)")
      }
    }
    #expect(try client.introduce().user == "root")
    #expect(try client.ask(.status(.init())).kind == .status)
  }
}
