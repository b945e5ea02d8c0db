import Generation
import Logging
import Wire

/// What the daemon does on request; each command stands in a file of its own name.
struct Commands: Sendable {
  let live: LiveConfiguration
  let rights: Rights
  let keys: ClientKeys
  /// The public key of the daemon, where it listens in the network.
  let serverKey: String?
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
  /// What is on its way to clients.
  let unread: Unread
  /// Where files are read and changed.
  let work: WorkQueue
  /// Where submissions are checked that may take long, so that other requests do not wait for them.
  let checks: WorkQueue
  /// A client that waits long for an answer sends its submission again.
  let checked = SharedWork<Result<NewJob, WireError>>()
  /// Where models are looked at, one after the other, so that requests do not wait for them.
  let modelWork: WorkQueue
  /// A client that waits long for the end of one asks again, and others may ask for the same.
  let verifications = SharedWork<PackageVerification>()
  let started: ContinuousClock.Instant
  let logger: Logger

  var configuration: Configuration { live.current }

  /// A reply, with the payload that a chunk has.
  struct Answer: Sendable {
    var reply: Reply
    var payload: [UInt8] = []
  }

  /// Carries out a request; whatever goes wrong becomes a reply.
  /// - Parameter client: whose request it is, and where the answer goes.
  func answer(_ request: Request, from client: Client) async -> Answer {
    let start = ContinuousClock.now
    let answer: Answer
    do throws(WireError) {
      let user = try await rights.identity(of: client.credential)
      try checkReading(of: client, named: user)
      answer = await carryOut(request, from: client, as: user)
    } catch {
      answer = Answer(reply: .error(error))
    }
    record([answer.reply], to: request.kind, since: start)
    return answer
  }

  /// Counts requests of one kind that are answered together; what went wrong in the daemon itself goes to the log, once.
  func record(_ replies: [Reply], to kind: Request.Kind, since start: ContinuousClock.Instant) {
    guard !replies.isEmpty else { return }
    let labels = [(name: "type", value: kind.rawValue)]
    metrics.count(.requests, labels, times: replies.count)
    metrics.observe((.now - start) / .seconds(1), .requestSeconds, labels, times: replies.count)
    var logged: String?
    for case .error(let error) in replies {
      metrics.countRefusal(error.code)
      guard error.code == .internal, error.message != logged else { continue }
      logged = error.message
      logger.error("request failed", metadata: ["request": "\(kind.rawValue)", "reason": "\(error.message)"])
    }
  }

  private func carryOut(_ request: Request, from client: Client, as user: Identity) async -> Answer {
    do throws(WireError) {
      switch request {
      case .hello(let request): return Answer(reply: hello(request, from: user))
      case .submit(let request): return Answer(reply: try await submit(request, for: user))
      case .list(let request): return Answer(reply: try await list(request, for: user))
      case .show(let request): return Answer(reply: try await show(request, for: user))
      case .watch(let request): return Answer(reply: try await watch(request, from: client, for: user))
      case .unwatch(let request): return Answer(reply: unwatch(request, from: client))
      case .fetch(let request): return try await fetch(request, for: user)
      case .cancel(let request): return Answer(reply: try await cancel(request, for: user))
      case .hold(let request): return Answer(reply: try await hold(request, for: user))
      case .release(let request): return Answer(reply: try await release(request, for: user))
      case .remove(let request): return Answer(reply: try await remove(request, for: user))
      case .status: return Answer(reply: try await status())
      case .metrics: return Answer(reply: try await metricsText())
      case .modelList: return Answer(reply: await modelList())
      case .modelShow(let request): return Answer(reply: try await modelShow(request))
      case .modelImport(let request): return Answer(reply: try await modelImport(request, for: user))
      case .modelPart(let request): return Answer(reply: try await modelPart(request, for: user))
      case .modelCommit(let request): return Answer(reply: try await modelCommit(request, for: user))
      case .modelExport(let request): return Answer(reply: try await modelExport(request))
      case .modelRead(let request): return try await modelRead(request)
      case .modelActivate(let request): return Answer(reply: try await modelActivate(request, for: user))
      case .modelRemove(let request): return Answer(reply: try await modelRemove(request, for: user))
      case .modelVerify(let request): return Answer(reply: try await modelVerify(request))
      case .keyAuthorize(let request): return Answer(reply: try await keyAuthorize(request, for: user))
      case .keyRevoke(let request): return Answer(reply: try await keyRevoke(request, for: user))
      case .keyList: return Answer(reply: try keyList(for: user))
      case .pluginList: return Answer(reply: await pluginList())
      case .pluginShow(let request): return Answer(reply: try await pluginShow(request))
      }
    } catch {
      return Answer(reply: .error(error))
    }
  }

  /// Refuses a client whose user leaves too many answers unread.
  func checkReading(of client: Client, named user: Identity) throws(WireError) {
    let (bytes, limit) = (unread.bytes(of: client.credential), configuration.limits.unreadBytes)
    guard bytes > limit else { return }
    throw WireError(
      .full, "\(bytes) bytes of answers to \(user.name) wait to be read, and \(limit) may",
      advice: "read them, or close the connections that do not")
  }

  /// The job a client names; one that is not its business is not there.
  func job(named name: String, for user: Identity) async throws(WireError) -> JobRecord {
    // Only the plain form: "+7" or "007" would give one job several names.
    guard let id = Int64(name), id > 0, "\(id)" == name else { throw Self.unknownJob(name) }
    guard let job = try await stored({ () async throws(StoreError) in try await store.job(id) }),
      user.mayAccess(jobsOf: job.owner)
    else { throw Self.unknownJob(name) }
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

  /// Carries out a change of what the daemon keeps, on a thread that may wait for the disk.
  func changing<Value: Sendable>(
    _ body: @Sendable @escaping () throws(DaemonError) -> Value
  ) async throws(WireError) -> Value {
    do {
      return try await work.run(body)
    } catch {
      throw WireError(.internal, error.message)
    }
  }

  /// Refuses what only operators may do.
  /// - Parameter what: what was asked for: `import models`.
  func require(operator user: Identity, to what: String) throws(WireError) {
    guard !user.isOperator else { return }
    throw WireError(
      .refused, "\(user.name) may not \(what)", advice: "operators may: see access.operators in seqd.toml(5)")
  }

  static func unknownJob(_ name: String) -> WireError {
    WireError(.unknownJob, "there is no job '\(name)'", advice: "see what there is with: seqctl list")
  }
}
