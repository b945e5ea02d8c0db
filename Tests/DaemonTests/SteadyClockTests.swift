import Testing

@testable import Daemon

@Suite struct SteadyClockTests {
  private let start = ContinuousClock.now

  @Test func aClockIsTrustedAfterAnHourWithoutAJump() {
    var clock = SteadyClock(wall: 1000, time: start)
    #expect(clock.look(wall: 1060, time: start + .seconds(60)) == (false, false))
    #expect(clock.look(wall: 4540, time: start + .seconds(3540)) == (false, false))
    // A clock that is a little fast is no trouble.
    #expect(clock.look(wall: 4610, time: start + .seconds(3600)) == (false, true))
  }

  @Test(arguments: [315_360_000.0, -315_360_000, 700, -700])
  func aJumpStartsTheHourAnew(by seconds: Double) {
    var clock = SteadyClock(wall: 1000, time: start)
    #expect(clock.look(wall: 8200, time: start + .seconds(7200)) == (false, true))
    #expect(clock.look(wall: 8260 + seconds, time: start + .seconds(7260)) == (true, false))
    #expect(clock.look(wall: 8320 + seconds, time: start + .seconds(7320)) == (false, false))
    #expect(clock.look(wall: 11_860 + seconds, time: start + .seconds(10_860)) == (false, true))
  }
}
