import Testing

@testable import Daemon

@Suite struct JobStateTests {
  @Test func exactlyTheListedTransitionsAreLegal() {
    let legal: Set<[JobState]> = [
      [.queued, .running], [.queued, .failed], [.queued, .cancelled],
      [.running, .queued], [.running, .done], [.running, .failed], [.running, .cancelled],
    ]
    for from in JobState.allCases {
      for to in JobState.allCases {
        #expect(from.mayBecome(to) == legal.contains([from, to]), "\(from) to \(to)")
      }
    }
  }

  @Test func endsAreFinal() {
    #expect(JobState.allCases.filter(\.isFinal) == [.done, .failed, .cancelled])
  }

  @Test(arguments: [
    (ItemCounts(queued: 3), JobState.queued),
    (ItemCounts(queued: 2, running: 1), .running),
    (ItemCounts(queued: 2, done: 1), .running),
    (ItemCounts(done: 3), .done),
    (ItemCounts(done: 2, failed: 1), .failed),
    (ItemCounts(done: 1, failed: 1, cancelled: 1), .cancelled),
  ])
  func aJobsStateFollowsFromItsItems(counts: ItemCounts, state: JobState) {
    #expect(counts.jobState == state)
  }
}

@Suite struct ItemSeedTests {
  @Test func itemZeroHasTheJobsSeed() {
    #expect(ItemSeed.derive(42, item: 0) == 42)
  }

  @Test func seedsOfItemsAreFixedForever() {
    // SplitMix64's reference output for the state 42: changing it would change the bytes of accepted jobs.
    #expect(ItemSeed.derive(42, item: 1) == 13_679_457_532_755_275_413)
    #expect(ItemSeed.derive(42, item: 2) == 2_949_826_092_126_892_291)
  }

  @Test func seedsOfAJobDiffer() {
    #expect(Set((0..<10_000).map { ItemSeed.derive(.max, item: $0) }).count == 10_000)
  }
}
