import CCrash
import Generation
import Glibc
public import Logging
import PluginAPI
import ServiceLifecycle
import Wire
import ZMQ

/// The daemon as a library.
public enum Daemon {
  /// The version of the program.
  public static let version = Release.version

  /// Serves until SIGTERM or SIGINT; items that run then go back into the queue.
  ///
  /// - Throws: a `DaemonError` when it cannot start, e.g. because another daemon has the socket or the state.
  /// - Parameter reload: reads the configuration again, when SIGHUP asks for it.
  public static func run(
    _ configuration: Configuration, reload: @escaping @Sendable () throws(DaemonError) -> Configuration,
    logger: Logger = standardLogger()
  ) async throws {
    let listening = try SocketActivation.socket()
    let endpoint: Endpoint
    do {
      endpoint = try Endpoint(listening?.path ?? configuration.socket)
    } catch {
      throw DaemonError(error.message)
    }
    // A client that goes away while it is written to is an error to handle, not a reason to end.
    signal(SIGPIPE, SIG_IGN)
    // Until it is known what to do about it, a request to read the configuration again does nothing.
    signal(SIGHUP, SIG_IGN)
    ProcessMemory.releaseLargePieces()
    let state = try StateFolder(configuration.stateFolder)
    if let listening {
      // The socket is systemd's, and takes connections for the next daemon.
      try await serve(
        configuration, reload: reload, at: endpoint, listening: listening.descriptor, in: state, logger: logger)
    } else {
      try FileSystem.makePrivateFolder(FileSystem.parent(of: endpoint.place))
      let lock = try LockFile(path: endpoint.place + ".lock", subject: "the socket \(endpoint.place)")
      try await serve(configuration, reload: reload, at: endpoint, listening: nil, in: state, logger: logger)
      unlink(endpoint.place)
      _ = consume lock
    }
    _ = consume state
  }

  /// Logs to standard error, one line each.
  public static func standardLogger() -> Logger {
    Logger(label: "seqd") { StreamLogHandler.standardError(label: $0) }
  }

  private static func serve(
    _ configuration: Configuration, reload: @escaping @Sendable () throws(DaemonError) -> Configuration,
    at endpoint: Endpoint, listening: Int32?, in state: borrowing StateFolder, logger: Logger
  ) async throws {
    let live = LiveConfiguration(configuration)
    let network = try network(configuration)
    FileSystem.raiseDescriptorLimit()
    let plugins = try PluginHost(folders: configuration.pluginFolders, logger: logger)
    let memory = ModelMemory(
      limit: configuration.modelMemory << 20, patience: .seconds(configuration.modelIdleSeconds))
    let models = try ModelStore(
      folder: configuration.modelFolder, library: state.modelFolder, index: state.modelIndexPath,
      defaults: live.current.defaultModels, memory: memory,
      freshness: .milliseconds(20), logger: logger)
    let uploads = try Uploads(folder: state.uploadFolder)
    let keys = try ClientKeys(path: state.keysPath)
    let store = try open(state.databasePath, limits: live.current.limits)
    defer { store.close() }
    let results = ResultStore(folder: state.resultsFolder)
    let crash = try CrashMark(path: state.crashPath)
    // An exit before this function's end is somebody else's.
    defer { crash_expect_exit() }
    let recovered: (requeued: [ItemKey], setAside: [ItemKey])
    do {
      try await store.beginNumbers(above: results.highestJob)
      recovered = try await store.recover(at: WallClock.now, crashed: crash.crashedBefore)
      results.sweep(recovered.requeued + recovered.setAside)
      try crash.clear()
      models.collect(needed: try await store.modelsInUse(), since: models.acceptedSoFar)
    } catch {
      throw DaemonError("\(error)")
    }
    logger.info(
      "started",
      metadata: [
        "version": "\(version)", "listen": "\(configuration.listen ?? "no")", "socket": "\(endpoint.place)",
        "state": "\(configuration.stateFolder)",
        "tasks": "\(plugins.descriptors.map(\.name).joined(separator: " "))",
        "requeued": "\(recovered.requeued.count)", "after-crash": "\(crash.crashedBefore)",
        "set-aside": "\(recovered.setAside.count)",
      ])

    let engine = Engine(threads: configuration.threads)
    defer { engine.stop() }
    let progress = ProgressBoard()
    let feed = JobFeed(progress: progress)
    let runner = ItemRunner(
      plugins: plugins, models: models, engine: engine, results: results, progress: progress,
      work: WorkQueue(label: "items", width: configuration.threads))
    let pace = Pace()
    let metrics = Metrics()
    let scheduler = Scheduler(
      store: store, runner: runner, feed: feed, pace: pace, metrics: metrics,
      concurrentItems: configuration.concurrentItems,
      logger: logger)
    let outbox = try Outbox(limit: configuration.limits.outgoingMessages)
    let commands = Commands(
      live: live,
      rights: Rights(live: live, keys: keys, daemonUser: getuid(), work: WorkQueue(label: "accounts", width: 1)),
      keys: keys, serverKey: network?.keys.publicKey, store: store, results: results, plugins: plugins, models: models,
      uploads: uploads, engine: engine, scheduler: scheduler, feed: feed, pace: pace, metrics: metrics,
      watches: Watches(feed: feed, outbox: outbox), unread: outbox.unread, work: WorkQueue(label: "requests", width: 2),
      checks: WorkQueue(label: "checks", width: 2),
      modelWork: WorkQueue(label: "models", width: 1), started: .now, logger: logger)
    // Before anybody learns that the daemon is ready: whoever does may stop it at once.
    let termination = await Termination()
    let reloading = await Reload(live: live, read: reload, logger: logger)
    let router = Router(commands: commands, outbox: outbox, logger: logger)
    try await router.start(at: endpoint, listening: listening, network: network)
    // Members of the socket's group are the daemon's clients; who has opened it has seen to that already.
    if listening == nil { chmod(endpoint.place, 0o660) }
    ServiceManager.notify("READY=1")

    // Shut down in the reverse order: items first, then the socket, so that clients learn what became of them.
    var services: [any Service] = [
      router, scheduler, reloading, termination,
      Retention(
        store: store, results: results, rule: live.current.retention,
        work: WorkQueue(label: "removals", width: 1), logger: logger), MemoryUpkeep(),
    ]
    if let interval = Watchdog.interval() {
      services.append(Watchdog(engine: engine, store: store, scheduler: scheduler, interval: interval))
    }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
        logger: logger))
    try await group.run()
    ServiceManager.notify("STOPPING=1")
    logger.info("stopped")
  }

  /// Where to listen beside the local socket, and the keys for that.
  private static func network(
    _ configuration: Configuration
  ) throws(DaemonError) -> (endpoint: Endpoint, keys: KeyPair)? {
    guard let listen = configuration.listen else { return nil }
    do {
      return (try Endpoint(listen), try ServerKey.load(configuration))
    } catch let error as ZMQError {
      throw DaemonError(error.message)
    } catch let error as DaemonError {
      throw error
    } catch {
      throw DaemonError("\(error)")
    }
  }

  private static func open(
    _ path: String, limits: @autoclosure @escaping @Sendable () -> Configuration.Limits
  ) throws(DaemonError) -> JobStore {
    do {
      return try JobStore(path: path, limits: limits())
    } catch {
      throw DaemonError(error.description)
    }
  }
}
