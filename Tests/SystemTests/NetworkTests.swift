import Foundation
import Testing
import Wire
import ZMQ

/// A daemon that listens in the network, which is here the machine itself.
@Suite(.serialized) struct NetworkTests {
  /// A daemon with a key of its own, and what its clients need to know.
  private struct Served {
    var house: House
    var address: String
    var serverKey: String

    /// - Parameter timeout: seconds that the daemon may take to greet; few where it will not.
    func seqctl(key: String, timeout: Int = 600, _ arguments: String...) throws -> Command {
      try Command.run(
        Products.seqctl, ["--socket", address, "--key-file", key, "--server-key", serverKey] + arguments,
        environment: ["SEQD_TIMEOUT": "\(timeout)"])
    }
  }

  private func serve() throws -> Served {
    let folder = TemporaryFolder()
    let keyFile = folder.path + "/server.key"
    let made = try Command.run(Products.seqctl, ["key", "new", "-o", keyFile, "--json"])
    try #require(made.status == 0, "\(made.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(made.output)) as? [String: String]
    let address = "tcp://127.0.0.1:\(try freePort())"
    let house = try House(config: "listen = \"\(address)\"\n[access]\nserver-key = \"\(keyFile)\"\n")
    // The key was read at the start; the file is not needed any more.
    folder.remove()
    return Served(house: house, address: address, serverKey: try #require(report?["publicKey"]))
  }

  /// Makes a key for a client.
  private func newKey(_ house: House, _ name: String) throws -> (file: String, publicKey: String) {
    let file = house.folder.path + "/keys/\(name)"
    let made = try Command.run(Products.seqctl, ["key", "new", "-o", file, "--json"])
    try #require(made.status == 0, "\(made.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(made.output)) as? [String: String]
    return (file, try #require(report?["publicKey"]))
  }

  private func freePort() throws -> UInt16 {
    let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    try #require(bound)
    return UInt16(bigEndian: address.sin_port)
  }

  /// A connection with a key that has just been let in.
  private func client(authorized key: String, _ file: String, at served: Served) throws -> RawClient {
    #expect(try served.house.seqctl("key", "authorize", key, "ann").status == 0)
    return try RawClient(
      at: served.address, keys: try KeyPair(fileText: String(contentsOfFile: file, encoding: .utf8)),
      serverKey: served.serverKey)
  }

  /// Submits a job that waits, and watches it.
  private func watchHeldJob(by client: borrowing RawClient, key: String, at served: Served) throws -> String {
    let held = try served.seqctl(key: key, "submit", "tally", "--text", "a", "--hold")
    try #require(held.status == 0, "\(held.errors)")
    #expect(try client.ask(.watch(.init(job: held.text))).kind == .event)
    return held.text
  }

  @Test func aKeyIsLetInAsTheUserItStandsForUntilItIsRevoked() throws {
    let served = try serve()
    let (ann, annKey) = try newKey(served.house, "ann")
    let (bob, bobKey) = try newKey(served.house, "bob")
    let stranger = try served.seqctl(key: ann, timeout: 2, "list")
    #expect(stranger.status == 3)
    #expect(stranger.errors.contains("whether an operator has authorized yours"), "\(stranger.errors)")

    let authorize = try served.house.seqctl("key", "authorize", annKey, "ann")
    #expect(authorize.status == 0 && authorize.text.contains(served.serverKey), "\(authorize.text)\(authorize.errors)")
    #expect(try served.house.seqctl("key", "authorize", bobKey, "bob", "--operator").status == 0)

    let submit = try served.seqctl(key: ann, "submit", "tally", "--text", "a", "--seed", "3", "-o", "-")
    #expect(submit.status == 0, "\(submit.errors)")
    #expect(try submit.output == served.house.result(of: served.house.submit("--text", "a", "--seed", "3")))
    #expect(try served.seqctl(key: ann, "show", "2").status == 2, "that is root's")
    #expect(try served.seqctl(key: ann, "key", "list").status == 4)
    let list = try served.seqctl(key: bob, "key", "list")
    #expect(list.text.contains("operator") && list.text.contains(annKey), "\(list.text)\(list.errors)")
    #expect(try served.seqctl(key: bob, "show", "1").text.contains("ann"))

    #expect(try served.seqctl(key: bob, "key", "revoke", "ann").status == 0)
    #expect(try served.seqctl(key: ann, timeout: 2, "list").status == 3)
    #expect(try served.seqctl(key: bob, "key", "revoke", "nobody").status == 2)
  }

  @Test func anOpenConnectionOfARevokedKeyIsServedNoMore() throws {
    let served = try serve()
    let (file, key) = try newKey(served.house, "ann")
    let client = try client(authorized: key, file, at: served)
    #expect(try client.ask(.list(.init())).kind == .jobs)
    #expect(try served.house.seqctl("key", "revoke", key).status == 0)
    guard case .error(let error) = try client.ask(.list(.init())) else {
      Issue.record("served")
      return
    }
    #expect(error.code == .refused && error.message.contains("not let in"))
  }

  @Test func aWatchOfARevokedKeyEndsWithARefusal() throws {
    let served = try serve()
    let (file, key) = try newKey(served.house, "ann")
    let client = try client(authorized: key, file, at: served)
    let job = try watchHeldJob(by: client, key: file, at: served)
    #expect(try served.house.seqctl("key", "revoke", key).status == 0)
    guard case .error(let error) = try Codec.answer(try #require(try client.receive())).reply else {
      Issue.record("watched on")
      return
    }
    #expect(error.code == .refused && error.message.contains("not let in"))
    #expect(try served.house.seqctl("release", job).status == 0)
    #expect(try served.house.seqctl("wait", job).status == 0)
    #expect(try client.receive(milliseconds: 300) == nil, "nothing is told of the job any more")
  }

  @Test func aKeyThatIsGivenToSomebodyElseWatchesNothingOfTheFormerUser() throws {
    let served = try serve()
    let (file, key) = try newKey(served.house, "ann")
    let client = try client(authorized: key, file, at: served)
    let job = try watchHeldJob(by: client, key: file, at: served)
    #expect(try served.house.seqctl("key", "authorize", key, "ann").status == 0)
    #expect(try client.receive(milliseconds: 300) == nil, "the same user watches on")
    #expect(try served.house.seqctl("key", "authorize", key, "bob").status == 0)
    guard case .error(let error) = try Codec.answer(try #require(try client.receive())).reply else {
      Issue.record("watched on")
      return
    }
    #expect(error.code == .refused && error.message.contains("for another user"))
    guard case .error(let unknown) = try client.ask(.show(.init(job: job))) else {
      Issue.record("ann's job was shown to bob")
      return
    }
    #expect(unknown.code == .unknownJob)
  }

  @Test func aLocalClientCannotSayOfItselfThatItHasAKey() throws {
    let served = try serve()
    let (_, key) = try newKey(served.house, "ann")
    #expect(try served.house.seqctl("key", "authorize", key, "ann", "--operator").status == 0)
    // One of the properties has the name that the library gives keys.
    let greeting = Greeting.dealer([("User-Id", key)])
    let frames = try Codec.frames(of: .keyList(.init()), id: RequestID(5))
    var message: [UInt8] = []
    for (number, frame) in frames.enumerated() {
      message += [number < frames.count - 1 ? 1 : 0, UInt8(frame.count)] + frame
    }
    let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = UnixAddress(served.house.socket)
    try #require(address.with { connect(descriptor, $0, $1) } == 0)
    var answer: [UInt8] = []
    for (bytes, sign) in [(greeting, "ROUTER"), (message, "}")] as [([UInt8], String)] {
      try #require(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
      var buffer = [UInt8](repeating: 0, count: 4096)
      while !String(decoding: answer, as: UTF8.self).contains(sign) {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        try #require(count > 0)
        answer += buffer[..<count]
      }
    }
    #expect(String(decoding: answer, as: UTF8.self).contains("unknown-client"))
  }

  @Test func whoeverListensWithoutAKeyOrWithOneThatOthersReadDoesNotStart() throws {
    let folder = TemporaryFolder()
    let keyFile = folder.path + "/key"
    #expect(try Command.run(Products.seqctl, ["key", "new", "-o", keyFile]).status == 0)
    #expect(try Command.run(Products.seqctl, ["key", "new", "-o", keyFile]).status == 2, "a key is never replaced")
    chmod(keyFile, 0o644)
    for (access, words) in [
      ("", "seqctl key new"), ("[access]\nserver-key = \"\(keyFile)\"\n", "chmod 600"),
      ("[access]\nserver-key = \"/nonexistent\"\n", "/nonexistent"),
    ] {
      try "listen = \"tcp://127.0.0.1:\(try freePort())\"\n\(access)".write(
        toFile: folder.path + "/seqd.toml", atomically: true, encoding: .utf8)
      let start = try Command.run(
        Products.seqd,
        ["--config", folder.path + "/seqd.toml", "--socket", folder.path + "/s", "--state", folder.path + "/state"])
      #expect(start.status == 1)
      #expect(start.errors.contains(words), "\(start.errors)")
    }
  }

  @Test func theSecretKeyMayComeAsACredentialOfTheServiceManager() throws {
    let folder = TemporaryFolder()
    #expect(try Command.run(Products.seqctl, ["key", "new", "-o", folder.path + "/seqd-server-key"]).status == 0)
    // As systemd shows one to a dynamic user: what stands for the group is a list of who may read it.
    try #require(chmod(folder.path + "/seqd-server-key", 0o440) == 0)
    let house = try House(
      config: "listen = \"tcp://127.0.0.1:\(try freePort())\"\n",
      environment: ["CREDENTIALS_DIRECTORY": folder.path])
    let keys = try KeyPair(fileText: String(contentsOfFile: folder.path + "/seqd-server-key", encoding: .utf8))
    #expect(try house.seqctl("key", "list").text.contains(keys.publicKey))
  }

  @Test func theClientSaysWhatIsMissing() throws {
    let folder = TemporaryFolder()
    for (arguments, words) in [
      (["--socket", "tcp://127.0.0.1:1", "list"], "--server-key"),
      (["--socket", "tcp://127.0.0.1", "list"], "tcp://HOST:PORT"),
      (["--socket", "tcp://127.0.0.1:1", "--server-key", "short", "list"], "has 5 characters"),
      (
        ["--socket", "tcp://127.0.0.1:1", "--server-key", String(repeating: "a", count: 40), "list"],
        folder.path + "/seqd/key"
      ),
    ] {
      let command = try Command.run(
        Products.seqctl, arguments, environment: ["XDG_CONFIG_HOME": folder.path, "SEQD_SERVER_KEY": ""])
      #expect(command.status == 2 && command.errors.contains(words), "\(command.errors)")
    }
  }
}
