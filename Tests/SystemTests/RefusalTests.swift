import Foundation
import Testing

@Suite(.serialized) struct RefusalTests {
  @Test func eachBadRequestGetsItsSentenceAndExitCode() throws {
    let house = try House()
    let cases: [(arguments: [String], status: Int32, words: String)] = [
      (["submit", "tale", "--text", "a"], 2, "tale"),
      (["submit", "tally", "--text", "a", "--format", "gif"], 2, "gif"),
      (["submit", "tally", "--text", "a", "--size", "3"], 2, "--size"),
      (["submit", "tally", "--text", "a", "--model", "large"], 2, "large"),
      (["submit", "tally", "--text", "a", "--length", "0"], 2, "length is 0, but must be from 1"),
      (["submit", "tally", "--text", "a", "--length", "many"], 2, "many"),
      (["submit", "tally", "--text", "why?"], 2, "a tally answers no questions"),
      (["submit", "tally", "--text", String(repeating: "x", count: 100_000)], 2, "100000 characters"),
      (["show", "999"], 2, "999"),
      (["fetch", "999", "-o", "-"], 2, "999"),
      (["cancel", "x"], 2, "x"),
    ]
    for (arguments, status, words) in cases {
      let command = try house.seqctl(arguments)
      #expect(command.status == status, "\(arguments.prefix(4)): \(command.errors)")
      #expect(command.errors.contains(words), "\(arguments.prefix(4)): \(command.errors)")
    }
    #expect(try house.seqctl("list", "--json").text.contains("\"jobs\":[]"), "nothing was accepted")
  }

  @Test func aCancelledJobLeavesTheOthersRunning() throws {
    let house = try House()
    let endless = try house.submit("--length", "100000000", "--text", "endless")
    try house.awaitRunning(endless)
    #expect(try house.seqctl("cancel", endless).status == 0)
    #expect(try house.seqctl("wait", endless).status == 5)
    #expect(try house.seqctl("fetch", endless, "-o", "-").status == 5)
    #expect(try house.result(of: house.submit("--text", "next")).isEmpty == false)
  }

  @Test func aFullQueueRefusesAndLosesNothing() throws {
    let house = try House(config: "[limits]\nqueued-items = 2\n")
    let first = try house.submit("--length", "100000000", "--count", "2", "--text", "a")
    let refused = try house.seqctl("submit", "tally", "--text", "b")
    #expect(refused.status == 4)
    #expect(refused.errors.contains("full"), "\(refused.errors)")
    #expect(try house.seqctl("cancel", first).status == 0)
    #expect(try house.result(of: house.submit("--text", "b")).isEmpty == false)
  }
}
