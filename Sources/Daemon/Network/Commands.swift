import Generation
import Logging
import Wire

/// What the daemon does on request; each command stands in a file of its own name.
struct Commands: Sendable {
  let configuration: Configuration
  let store: JobStore
  let results: ResultStore
  let plugins: PluginHost
  let models: ModelStore
  let uploads: Uploads
  let engine: Engine
  let scheduler: Scheduler
  let feed: JobFeed
  let pace: Pace
  let metrics: Metrics
  let watches: Watches
  /// Where requests are checked and files are read.
  let work: WorkQueue
  /// Where models are looked at, one after the other, so that requests do not wait for them.
  let modelWork: WorkQueue
  let started: ContinuousClock.Instant
  let logger: Logger

  /// A reply, with the payload that a chunk has.
  struct Answer: Sendable {
    var reply: Reply
    var payload: [UInt8] = []
  }

  /// Carries out a request; whatever goes wrong becomes a reply.
  /// - Parameter client: where the answer goes, for commands that answer more than once.
  func answer(_ request: Request, from client: Client) async -> Answer {
    let start = ContinuousClock.now
    let answer = await carryOut(request, from: client)
    metrics.count(.requests, [("type", request.kind.rawValue)])
    metrics.observe((.now - start) / .seconds(1), .requestSeconds, [("type", request.kind.rawValue)])
    if case .error(let error) = answer.reply { metrics.count(.refusals, [("code", error.code.rawValue)]) }
    return answer
  }

  private func carryOut(_ request: Request, from client: Client) async -> Answer {
    do throws(WireError) {
      switch request {
      case .hello(let request): return Answer(reply: hello(request))
      case .submit(let request): return Answer(reply: try await submit(request))
      case .list(let request): return Answer(reply: try await list(request))
      case .show(let request): return Answer(reply: try await show(request))
      case .watch(let request): return Answer(reply: try await watch(request, from: client))
      case .unwatch(let request): return Answer(reply: unwatch(request, from: client))
      case .fetch(let request): return try await fetch(request)
      case .cancel(let request): return Answer(reply: try await cancel(request))
      case .hold(let request): return Answer(reply: try await hold(request))
      case .release(let request): return Answer(reply: try await release(request))
      case .remove(let request): return Answer(reply: try await remove(request))
      case .status: return Answer(reply: try await status())
      case .metrics: return Answer(reply: try await metricsText())
      case .modelList: return Answer(reply: await modelList())
      case .modelShow(let request): return Answer(reply: try await modelShow(request))
      case .modelImport(let request): return Answer(reply: try await modelImport(request))
      case .modelPart(let request): return Answer(reply: try await modelPart(request))
      case .modelCommit(let request): return Answer(reply: try await modelCommit(request))
      case .modelExport(let request): return Answer(reply: try await modelExport(request))
      case .modelRead(let request): return try await modelRead(request)
      case .modelActivate(let request): return Answer(reply: try await modelActivate(request))
      case .modelRemove(let request): return Answer(reply: try await modelRemove(request))
      case .modelVerify(let request): return Answer(reply: try await modelVerify(request))
      case .pluginList: return Answer(reply: await pluginList())
      case .pluginShow(let request): return Answer(reply: try await pluginShow(request))
      }
    } catch {
      if error.code == .internal {
        logger.error(
          "request failed", metadata: ["request": "\(request.kind.rawValue)", "reason": "\(error.message)"])
      }
      return Answer(reply: .error(error))
    }
  }

  /// The job a client names.
  func job(named name: String) async throws(WireError) -> JobRecord {
    // Only the plain form: "+7" or "007" would give one job several names.
    guard let id = Int64(name), id > 0, "\(id)" == name else { throw Self.unknownJob(name) }
    guard let job = try await stored({ () async throws(StoreError) in try await store.job(id) }) else {
      throw Self.unknownJob(name)
    }
    return job
  }

  /// Turns what the store says into what the client reads.
  func stored<Value>(_ body: () async throws(StoreError) -> Value) async throws(WireError) -> Value {
    do {
      return try await body()
    } catch {
      throw WireError(error)
    }
  }

  static func unknownJob(_ name: String) -> WireError {
    WireError(.unknownJob, "there is no job '\(name)'", advice: "see what there is with: seqctl list")
  }
}
