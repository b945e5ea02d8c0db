import Foundation
import Testing

@Suite(.serialized) struct BytesTests {
  @Test func theSameRequestGivesTheSameBytesAloneAndAmongFiftyOthers() throws {
    let house = try House()
    let mine = ["submit", "tally", "--length", "300", "--text", "mine", "--seed", "5"]
    let alone = try house.result(of: house.seqctl(mine).text)
    let others = (0..<50).map { "other \($0)" }.joined(separator: "\n")
    let crowd = try house.submit("--input", "-", "--length", "400", "--seed", "6", input: others)
    let among = try house.result(of: house.seqctl(mine).text)
    #expect(among == alone)
    #expect(String(decoding: alone, as: UTF8.self).hasPrefix("mine: "))
    #expect(try house.seqctl("wait", crowd).status == 0)
  }

  @Test func anItemOfAJobHasTheBytesOfAJobWithItsSeed() throws {
    let house = try House()
    let pair = try house.submit("--count", "2", "--text", "a", "--seed", "11")
    #expect(try house.seqctl("wait", pair).status == 0)
    let items = try #require(try house.show(pair)["items"] as? [[String: Any]])
    let seed = try #require(items[1]["seed"] as? UInt64)
    let single = try house.submit("--text", "a", "--seed", "\(seed)")
    let second = try house.seqctl("fetch", pair, "--item", "1", "-o", "-")
    #expect(try house.result(of: single) == second.output)
    #expect(try house.seqctl("fetch", pair, "--item", "0", "-o", "-").output != second.output)
  }
}
