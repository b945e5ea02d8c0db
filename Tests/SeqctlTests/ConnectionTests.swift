import Synchronization
import Testing
import Wire
import ZMQ

@testable import seqctl

/// Serialized: each holds a thread while it waits.
@Suite(.serialized) struct ConnectionTests {
  private let folder = TemporaryFolder()
  private var endpoint: Endpoint { get throws { try Endpoint("\(folder.path)/s") } }

  /// How connecting fails; nil when it does not.
  private func failure(timeout: Int = 600) throws -> Failure? {
    let endpoint = try endpoint
    do throws(Failure) {
      _ = try Connection(DaemonAddress(socket: endpoint.description, timeout: timeout))
      return nil
    } catch {
      return error
    }
  }

  @Test func withoutASocketTheFailureIsImmediateAndSaysHowToStartTheDaemon() throws {
    let failure = try #require(try failure())
    #expect(failure.status == .unreachable)
    #expect(failure.message.contains("does not exist"))
    #expect(failure.advice?.contains("systemctl start seqd") == true)
  }

  @Test func aSocketFileThatNobodyListensAtIsToldFromOneThatIsMissing() throws {
    _ = folder.file("s", [])
    #expect(try failure()?.message.contains("nobody listens") == true)
  }

  @Test func aSilentDaemonIsGivenUp() throws {
    let server = try Responder(at: endpoint) { _ in nil }
    defer { server.stop() }
    let failure = try #require(try failure(timeout: 1))
    #expect(failure.status == .unreachable)
    #expect(failure.message.contains("does not answer"))
  }

  @Test func aDaemonOfAnotherVersionIsNamedAsSuch() throws {
    let server = try Responder(at: endpoint) { frames in
      // A daemon of another version refuses ours in the universal form.
      guard case .refused(let answer, _) = Codec.receive([ProtocolVersion.header(9)] + frames.dropFirst()) else {
        return nil
      }
      return answer
    }
    defer { server.stop() }
    let failure = try #require(try failure())
    #expect(failure.status == .unreachable)
    #expect(failure.code == "version-mismatch")
  }

  @Test func aRefusalBecomesAFailureWithItsExitCode() throws {
    let server = try Responder.daemon(at: endpoint) { _ in .error(WireError(.full, "the queue is full")) }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    do throws(Failure) {
      _ = try connection.ask(.status(.init()))
      Issue.record("it was answered")
    } catch {
      #expect(error == Failure(.refused, "the queue is full", code: "full"))
    }
  }

  @Test func aRequestThatADaemonGoingDownRefusesIsSentToTheOneThatFollows() throws {
    let asked = Mutex(0)
    let server = try Responder.daemon(at: endpoint) { _ in
      let number = asked.withLock { asked in
        asked += 1
        return asked
      }
      return number == 1 ? .error(WireError(.stopping, "the daemon is going down")) : .removed(.init(job: "1"))
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    let answer = try connection.ask(.remove(.init(job: "1")))
    #expect(answer.reply == .removed(.init(job: "1")) && asked.withLock { $0 } == 2)
  }

  @Test func aRequestOverTheDaemonsFrameLimitIsNotSent() throws {
    let server = try Responder.daemon(at: endpoint) { _ in .removed(.init(job: "1")) }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    let text = String(repeating: "x", count: 600_000)
    do throws(Failure) {
      _ = try connection.ask(.submit(.init(task: "t", items: [.init(text: text), .init(text: text)])))
      Issue.record("it was sent")
    } catch {
      #expect(error.status == .invalid && error.code == "too-large")
    }
  }

  @Test func aResultComesTogetherFromItsPieces() throws {
    let server = try Responder.daemon(at: endpoint) { request in
      guard case .fetch(let fetch) = request else { return nil }
      return .chunk(.init(job: "1", item: 0, offset: fetch.offset, size: 10, sha256: "", format: "pdf"))
    }
    defer { server.stop() }
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    #expect(try connection.result(of: "1", item: 0).bytes == Array(0..<10))
  }

  @Test func aWatchGoesOnWhenTheDaemonRestarts() throws {
    let endpoint = try endpoint
    func server(_ state: RunState) throws -> Responder {
      try Responder.daemon(at: endpoint) { _ in
        .event(.init(job: "1", state: state, items: .init(done: 1), stepsDone: 1, stepsEstimated: 2))
      }
    }
    var current = try server(.running)
    var seen: [RunState] = []
    var connection = try Connection(DaemonAddress(socket: endpoint.description, timeout: 600))
    var next: Result<Responder, any Error>?
    let last = try connection.watch("1", interrupt: nil) { event in
      if seen.isEmpty {
        current.stop()
        next = Result { try server(.done) }
      }
      seen.append(event.state)
    }
    current = try #require(try next?.get())
    current.stop()
    #expect(last?.state == .done)
    #expect(seen == [.running, .done])
  }
}
