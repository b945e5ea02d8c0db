import Foundation
import Testing
import Wire
import ZMQ

/// What a daemon bears: very many items, very many connections.
@Suite(.serialized) struct LoadTests {
  private func items(_ house: House, _ job: String) throws -> [String: Int] {
    try #require((try house.show(job)["info"] as? [String: Any])?["items"] as? [String: Int])
  }

  @Test func aHundredThousandItemsInOneJobAreKeptAndDoNotHoldOthersUp() throws {
    let house = try House()
    let job = try house.submit("--text", "a", "--length", "1", "--count", "100000", "--seed", "9", "--hold")
    #expect(try items(house, job)["queued"] == 100_000)
    let over = try house.seqctl("submit", "tally", "--text", "a", "--count", "100001")
    #expect(over.status == 2 && over.errors.contains("100000"), "\(over.errors)")
    #expect(try house.seqctl("release", job).status == 0)
    let urgent = try house.submit("--text", "b", "--priority", "9")
    #expect(try house.result(of: urgent).isEmpty == false)
    while try items(house, job)["done", default: 0] < 100 {}
    house.kill()
    try house.start()
    let counts = try items(house, job)
    #expect(counts["done", default: 0] >= 100)
    #expect(counts.values.reduce(0, +) == 100_000)
    let first = try house.seqctl("fetch", job, "--item", "0", "-o", "-")
    #expect(try first.output == house.result(of: house.submit("--text", "a", "--length", "1", "--seed", "9")))
    #expect(try house.seqctl("cancel", job).status == 0)
    let after = try items(house, job)
    #expect(after["cancelled", default: 0] + after["done", default: 0] == 100_000)
  }

  @Test func aFloodOfRequestsIsRefusedBeyondWhatOneMayHaveInHand() throws {
    let house = try House()
    let flood = try RawClient(house)
    // Each of these reads a model and generates with it, one after the other.
    for number in 0..<600 {
      try flood.send(Codec.frames(of: .modelVerify(.init(name: "small")), id: RequestID(UInt64(number))))
    }
    var (verified, refused) = (0, 0)
    for _ in 0..<600 {
      switch try Codec.answer(try #require(try flood.receive())).reply {
      case .verified: verified += 1
      case .error(let error) where error.code == .full && error.message.contains("in hand"): refused += 1
      case let reply: Issue.record("\(reply.kind)")
      }
    }
    #expect(verified >= 256 && refused > 0 && verified + refused == 600, "\(verified) \(refused)")
    #expect(try house.seqctl("list").status == 0)
  }

  @Test func whoeverReadsNothingIsAskedToBeforeItGetsMore() throws {
    let house = try House(config: "[limits]\nunread-bytes = 1048576\n")
    let job = try house.submit("--text", "a", "--length", "90000", "--seed", "9")
    let bytes = try house.result(of: job)
    try #require(bytes.count > 80_000)
    do {
      let reader = try RawClient(house, room: 1)
      let bell = try WakeUp()
      for number in 0..<200 {
        let frames = try Codec.frames(of: .fetch(.init(job: job, item: 0)), id: RequestID(UInt64(100 + number)))
        while try reader.socket.send(frames) == .full {
          _ = try reader.socket.wait(orFor: bell.descriptor, milliseconds: 1)
        }
      }
      var refused: Command
      repeat { refused = try house.seqctl("list") } while refused.status != 4
      #expect(refused.status == 4 && refused.errors.contains("wait to be read"), "\(refused.errors)")
      #expect(try residentMegabytes(house) < 300)
    }
    // With the connection goes what waited for it.
    while try house.seqctl("list").status != 0 {}
    #expect(try house.result(of: job) == bytes)
  }

  /// The soft limit of the tests' own process is raised for the connections that they make.
  private static let mayConnect: Bool = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    return limit.rlim_max >= 12_000 && setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
  }()

  @Test(.enabled(if: Self.mayConnect, "needs 12,000 descriptors"))
  func tenThousandIdleConnectionsTakeLittleAndHoldNobodyUp() throws {
    let house = try House()
    let before = try descriptors(house)
    let hello = Greeting.dealer()
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    for _ in 0..<10_000 {
      let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      open.append(descriptor)
      var address = UnixAddress(house.socket)
      try #require(address.with { connect(descriptor, $0, $1) } == 0)
      try #require(send(descriptor, hello, hello.count, Int32(MSG_NOSIGNAL)) == hello.count)
    }
    // Each is heard of no more, and so let go after a while.
    var most = 0
    for _ in 0..<10_000 where most <= 9000 {
      most = max(most, try descriptors(house))
      sched_yield()
    }
    #expect(most > 9000)
    #expect(try house.result(of: house.submit("--text", "on")).isEmpty == false)
    #expect(try residentMegabytes(house) < 700)
    for descriptor in open { close(descriptor) }
    open = []
    while try descriptors(house) > before + 20 { _ = try house.seqctl("status") }
    #expect(try house.seqctl("status").status == 0)
  }

  private func descriptors(_ house: House) throws -> Int {
    let daemon = try #require(house.daemon)
    return try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.processIdentifier)/fd").count
  }

  private func residentMegabytes(_ house: House) throws -> Int {
    let daemon = try #require(house.daemon)
    let status = try String(contentsOfFile: "/proc/\(daemon.processIdentifier)/status", encoding: .utf8)
    let match = try #require(status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/))
    return (Int(match.1) ?? 0) / 1024
  }
}
