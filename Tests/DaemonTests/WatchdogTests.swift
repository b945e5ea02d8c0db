import Generation
import Testing

@testable import Daemon

@Suite struct WatchdogTests {
  private func statistics(active: Int, steps: Int) -> EngineStatistics {
    var statistics = EngineStatistics()
    statistics.activeSequences = active
    statistics.steps = steps
    return statistics
  }

  @Test func anEngineThatHasSequencesButTakesNoStepsIsNotAlive() {
    #expect(Watchdog.isAlive(from: nil, to: statistics(active: 3, steps: 0)))
    #expect(Watchdog.isAlive(from: statistics(active: 3, steps: 10), to: statistics(active: 3, steps: 11)))
    #expect(!Watchdog.isAlive(from: statistics(active: 3, steps: 10), to: statistics(active: 3, steps: 10)))
    #expect(Watchdog.isAlive(from: statistics(active: 0, steps: 10), to: statistics(active: 1, steps: 10)))
    #expect(Watchdog.isAlive(from: statistics(active: 1, steps: 10), to: statistics(active: 0, steps: 10)))
  }

  @Test func itLooksTwiceInTheTimeThatSystemdWaits() {
    #expect(Watchdog.interval(microseconds: "4000000") == .seconds(2))
    #expect(Watchdog.interval(microseconds: "30000000") == .seconds(5))
    for nothing in [nil, "", "0", "-1", "nonsense"] { #expect(Watchdog.interval(microseconds: nothing) == nil) }
  }
}
