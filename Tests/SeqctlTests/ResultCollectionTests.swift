import Testing
import Wire

@testable import seqctl

@Suite struct ResultCollectionTests {
  private func status(_ job: RunState, _ problems: RunState...) -> CommandStatus {
    var outcome = ResultCollection.Outcome(id: "1", state: job, seed: 0, format: "pdf")
    outcome.problems = problems.enumerated().map { .init(item: $0.offset, state: $0.element, error: nil) }
    return outcome.status
  }

  @Test func theStatusIsDoneOnlyWhenEveryResultWantedIsStored() {
    #expect(status(.done) == .done)
    #expect(status(.failed) == .done)
    #expect(status(.failed, .failed) == .failed)
    #expect(status(.running, .queued) == .failed)
    #expect(status(.cancelled, .cancelled) == .cancelled)
    #expect(status(.cancelled, .cancelled, .failed) == .failed)
  }
}
