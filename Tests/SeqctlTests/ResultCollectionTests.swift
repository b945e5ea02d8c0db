import Testing
import Wire
import ZMQ

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

  @Test("A result that cannot be merged is named, what was there before stays, and nothing else is left")
  func unmergeable() throws {
    let folder = TemporaryFolder()
    let endpoint = try Endpoint("\(folder.path)/s")
    let server = try Responder.daemon(at: endpoint) { request in
      switch request {
      case .show:
        let info = JobInfo(
          job: "1", task: "t", model: "m", modelDigest: "", format: "pdf", parameters: [:], seed: 0, owner: "a",
          priority: 0, state: .done, items: .init(done: 1), submitted: 0, started: nil, finished: nil)
        let item = ItemInfo(item: 0, state: .done, text: "", textLength: 0, seed: 0)
        return .job(.init(info: info, items: [item]))
      case .fetch(let fetch):
        return .chunk(.init(job: "1", item: 0, offset: fetch.offset, size: 10, sha256: "", format: "pdf"))
      default: return nil
      }
    }
    defer { server.stop() }
    let path = folder.file("all.pdf", [1, 2, 3])
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    do throws(Failure) {
      _ = try ResultCollection.merge("1", into: .file(path), over: &connection)
      Issue.record("it was merged")
    } catch {
      #expect(error.status == .failed)
      #expect(error.message == "item 0 of job 1 cannot be merged: its file is no PDF")
    }
    #expect(try FileInput.bytes(at: path, name: "", limit: 9) == [1, 2, 3])
    #expect(folder.names == ["all.pdf", "s"])
  }
}
