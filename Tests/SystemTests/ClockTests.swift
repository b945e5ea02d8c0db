import Foundation
import Testing

/// The clock of the machine may be set while jobs wait and run.
@Suite(.serialized) struct ClockTests {
  @Test(arguments: [FaultyMachine.Fault.ahead, .behind])
  func aClockThatJumpsLosesNothing(fault: FaultyMachine.Fault) throws {
    let machine = FaultyMachine()
    let house = try House(config: "[retention]\ndays = 1\n", environment: machine.environment)
    let done = try house.submit("--text", "done", "--seed", "5", "--wait", "--key", "done")
    #expect(done == "job 1 is done")
    let bytes = try house.result(of: "1")
    let running = try house.submit("--text", "long", "--length", "300000", "--seed", "5")
    try house.awaitRunning(running)
    let held = try house.submit("--text", "held", "--seed", "5", "--hold")
    let timed = try house.submit("--text", "timed", "--deadline", "+9999d", "--hold")
    machine.fault = fault
    #expect(try house.result(of: house.submit("--text", "new", "--seed", "5")).isEmpty == false)
    #expect(try house.result(of: running).isEmpty == false)
    #expect(try house.seqctl("release", held, timed).status == 0)
    #expect(try house.result(of: held).isEmpty == false)
    #expect(try house.result(of: timed).isEmpty == false)
    #expect(try house.seqctl("show", "1").status == 0)
    machine.fault = nil
    #expect(try house.result(of: "1") == bytes, "a job of the past is not taken for one of ten years ago")
    #expect(try house.result(of: house.submit("--text", "done", "--seed", "5")) == bytes)
  }
}
