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
    /// Sequences that wait for a place in a full batch.
    public var waitingSequences: Int?
    /// Steps since the daemon started, all sequences together.
    public var stepsDone: Int
    /// Steps of batches since then: `stepsDone` by it is how many sequences a batch had in the mean.
    public var batchSteps: Int?
    public var stateFolder: String
    public var modelFolder: String
    public var pluginFolders: [String]
    /// Names of the models that can be used.
    public var models: [String]
    /// Names of the tasks that plugins serve.
    public var tasks: [String]
    /// What the daemon holds in memory.
    public var memory: Memory?

    /// Memory, in bytes.
    public struct Memory: Codable, Sendable, Equatable {
      /// What the process has resident, shared libraries included.
      public var resident: Int
      /// What the weights of all models together may take.
      public var modelLimit: Int
      /// States of the sequences, with room for those to come.
      public var sequences: Int
      /// Models in memory, in order of names.
      public var models: [Model]

      /// A model in memory.
      public struct Model: Codable, Sendable, Equatable {
        public var name: String
        /// SHA-256 of the package.
        public var digest: String
        /// Bytes of its weights.
        public var weights: Int
        /// Bytes of one sequence's state; nil while the weights are still read.
        public var sequence: Int?
        /// Items that use it now.
        public var users: Int

        public init(name: String, digest: String, weights: Int, sequence: Int?, users: Int) {
          self.name = name
          self.digest = digest
          self.weights = weights
          self.sequence = sequence
          self.users = users
        }
      }

      public init(resident: Int, modelLimit: Int, sequences: Int, models: [Model]) {
        self.resident = resident
        self.modelLimit = modelLimit
        self.sequences = sequences
        self.models = models
      }
    }

    public init(
      version: String, pid: Int, uptimeSeconds: Double, threads: Int, jobs: StateCounts, items: StateCounts,
      activeSequences: Int, waitingSequences: Int? = nil, stepsDone: Int, batchSteps: Int? = nil, stateFolder: String,
      modelFolder: String, pluginFolders: [String], models: [String], tasks: [String], memory: Memory? = nil
    ) {
      self.version = version
      self.pid = pid
      self.uptimeSeconds = uptimeSeconds
      self.threads = threads
      self.jobs = jobs
      self.items = items
      self.activeSequences = activeSequences
      self.waitingSequences = waitingSequences
      self.stepsDone = stepsDone
      self.batchSteps = batchSteps
      self.stateFolder = stateFolder
      self.modelFolder = modelFolder
      self.pluginFolders = pluginFolders
      self.models = models
      self.tasks = tasks
      self.memory = memory
    }
  }
}
