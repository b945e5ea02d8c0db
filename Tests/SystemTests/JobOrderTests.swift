import Foundation
import Testing

/// Holding, deadlines and jobs that follow others, as a person uses them.
@Suite(.serialized) struct JobOrderTests {
  private func info(_ house: House, _ job: String) throws -> [String: Any] {
    try #require(try house.show(job)["info"] as? [String: Any])
  }

  @Test func aHeldJobBeginsWhenItIsReleased() throws {
    let house = try House()
    let submitted = try house.seqctl("submit", "tally", "--text", "a", "--hold")
    #expect(submitted.text == "1")
    #expect(try info(house, "1")["held"] as? Bool == true)
    #expect(try house.seqctl("list").text.contains("held"))
    #expect(try house.seqctl("release", "1").text == "job 1 goes on")
    #expect(try house.seqctl("wait", "1").status == 0)
    #expect(try house.seqctl("hold", "1").text == "job 1 had ended: it is done")
    #expect(try house.seqctl("hold", "7").status == 2)
  }

  @Test func aJobFollowsAnotherAndIsCancelledWithIt() throws {
    let house = try House()
    _ = try house.seqctl("submit", "tally", "--text", "a", "--hold")
    _ = try house.seqctl("submit", "tally", "--text", "b", "--after", "1")
    #expect(try info(house, "2")["after"] as? String == "1")
    _ = try house.seqctl("submit", "tally", "--text", "c", "--after", "2")
    _ = try house.seqctl("release", "1")
    #expect(try house.seqctl("wait", "3").status == 0)
    _ = try house.seqctl("submit", "tally", "--text", "d", "--hold")
    _ = try house.seqctl("submit", "tally", "--text", "e", "--after", "4")
    _ = try house.seqctl("cancel", "4")
    #expect(try house.seqctl("wait", "5").status == 5)
    #expect(try house.seqctl("show", "5").text.contains("the job 4, which this one was to follow, is cancelled"))
    #expect(try house.seqctl("submit", "tally", "--text", "f", "--after", "4").status == 4)
    #expect(try house.seqctl("submit", "tally", "--text", "f", "--after", "99").status == 2)
  }

  @Test func aDeadlineIsKeptAcrossARestart() throws {
    let machine = FaultyMachine()
    let house = try House(environment: machine.environment)
    let submitted = try house.seqctl("submit", "tally", "--text", "a", "--hold", "--deadline", "+1d")
    #expect(submitted.status == 0, "\(submitted.errors)")
    house.kill()
    machine.fault = .ahead
    try house.start()
    #expect(try house.seqctl("wait", "1").status == 1)
    #expect(try house.seqctl("show", "1").text.contains("the deadline came before the item had ended"))
    machine.fault = nil
    let wrong = try house.seqctl("submit", "tally", "--text", "a", "--deadline", "soon")
    #expect(wrong.status == 2 && wrong.errors.contains("+90m, +2h, +3d, or a local time"))
    #expect(try house.seqctl("submit", "tally", "--text", "a", "--deadline", "2001-01-01").status == 2)
  }
}
