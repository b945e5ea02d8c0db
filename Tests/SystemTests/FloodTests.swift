import Testing
import Wire
import ZMQ

/// Many small jobs at once, which are taken in together.
@Suite(.serialized) struct FloodTests {
  private func job(_ number: Int, text: String? = "a", count: Int = 1, key: String? = nil) -> Request {
    .submit(
      .init(
        task: "tally", items: [.init(text: text)], count: count, parameters: ["length": .integer(1)],
        seed: UInt64(number), key: key, hold: true))
  }

  @Test("Each of two hundred submissions sent at once gets its own answer, whatever becomes of its neighbours")
  func neighbours() throws {
    let house = try House()
    let client = try RawClient(house)
    for number in 0..<200 {
      let request =
        switch number % 5 {
        case 0: job(number, text: "is it?")
        case 1: job(number, key: "one for all")
        case 2: job(number, count: 40)
        default: job(number)
        }
      try client.send(Codec.frames(of: request, id: RequestID(UInt64(number))))
    }
    var jobs: [Int: Reply.Submitted] = [:]
    for _ in 0..<200 {
      let answer = try Codec.answer(try #require(try client.receive()))
      let number = Int(answer.id.value)
      switch answer.reply {
      case .submitted(let job): jobs[number] = job
      case .error(let error):
        #expect(number % 5 == 0 && error.code == .invalidRequest && error.message.contains("answers no questions"))
      case let reply: Issue.record("\(reply.kind)")
      }
    }
    #expect(jobs.count == 160 && !jobs.keys.contains { $0 % 5 == 0 })
    #expect(Set(jobs.filter { $0.key % 5 == 1 }.map(\.value.job)).count == 1)
    let others = jobs.filter { $0.key % 5 > 1 }
    #expect(Set(others.map(\.value.job)).count == 120)
    #expect(others.allSatisfy { $0.value.items == ($0.key % 5 == 2 ? 40 : 1) && $0.value.seed == UInt64($0.key) })
    house.kill()
    try house.start()
    let again = try RawClient(house)
    for (_, job) in jobs {
      guard case .job(let found) = try again.ask(.show(.init(job: job.job))) else {
        Issue.record("\(job.job) was acknowledged and is not there")
        continue
      }
      #expect(found.info.seed == job.seed && found.info.items.queued == job.items)
    }
  }

  @Test("What was acknowledged when the daemon was told to stop amid submissions is there later")
  func stopping() throws {
    let house = try House()
    let client = try RawClient(house)
    for number in 0..<100 { try client.send(Codec.frames(of: job(number), id: RequestID(UInt64(number)))) }
    var answers = [try Codec.answer(try #require(try client.receive()))]
    #expect(try house.stop() == 0)
    while let frames = try client.socket.receive(limit: 8) { answers.append(try Codec.answer(frames)) }
    try house.start()
    guard case .jobs(let list) = try RawClient(house).ask(.list(.init(limit: 1000))) else {
      Issue.record("no list")
      return
    }
    let seeds = Dictionary(uniqueKeysWithValues: list.jobs.map { ($0.job, $0.seed) })
    for answer in answers {
      guard case .submitted(let job) = answer.reply else { continue }
      #expect(job.seed == answer.id.value && seeds[job.job] == job.seed)
    }
  }
}
