extension Request {
  /// Asks how the daemon is.
  public struct Status: Codable, Sendable, Equatable {
    public init() {}
  }
}

extension Reply {
  /// The answer to `status`.
  public struct Status: Codable, Sendable, Equatable {
    /// The daemon's own version.
    public var version: String
    /// Its process.
    public var pid: Int
    public var uptimeSeconds: Double
    /// Threads of the engine.
    public var threads: Int
    public var jobs: StateCounts
    public var items: StateCounts
    /// Sequences that step together now.
    public var activeSequences: Int
    /// Steps since the daemon started, all sequences together.
    public var stepsDone: Int
    public var stateFolder: String
    public var modelFolder: String
    public var pluginFolders: [String]
    /// Names of the models that can be used.
    public var models: [String]
    /// Names of the tasks that plugins serve.
    public var tasks: [String]

    public init(
      version: String, pid: Int, uptimeSeconds: Double, threads: Int, jobs: StateCounts, items: StateCounts,
      activeSequences: Int, stepsDone: Int, stateFolder: String, modelFolder: String, pluginFolders: [String],
      models: [String], tasks: [String]
    ) {
      self.version = version
      self.pid = pid
      self.uptimeSeconds = uptimeSeconds
      self.threads = threads
      self.jobs = jobs
      self.items = items
      self.activeSequences = activeSequences
      self.stepsDone = stepsDone
      self.stateFolder = stateFolder
      self.modelFolder = modelFolder
      self.pluginFolders = pluginFolders
      self.models = models
      self.tasks = tasks
    }
  }
}
