/// Everything the daemon can be told, each value checked.
public struct Configuration: Sendable, Equatable {
  /// ZeroMQ endpoint, `ipc:///path`.
  public var socket: String
  /// ZeroMQ endpoint for clients in the network, `tcp://HOST:PORT`; nil for none.
  public var listen: String?
  /// File with the daemon's keys for the network; nil where there is none.
  public var serverKeyFile: String?
  /// Whether that is a credential of the service manager's.
  public var serverKeyIsCredential = false
  /// Users, and groups with an `@` in front, that may do what is not their own business.
  public var operators: [String]
  /// Where the job database and the results live.
  public var stateFolder: String
  /// Folder of model packages.
  public var modelFolder: String
  /// Folders whose `lib*.so` are looked through for plugins.
  public var pluginFolders: [String]
  /// Threads of the engine.
  public var threads: Int
  /// Items that run at once; their sequences share batches.
  public var concurrentItems: Int
  /// MiB of memory for the weights of all loaded models together.
  public var modelMemory: Int
  /// Seconds after which a model that nobody uses leaves the memory.
  public var modelIdleSeconds: Int
  public var limits: Limits
  public var retention: Retention
  /// The model to take for a task when the request names none, by task.
  public var defaultModels: [String: String]

  /// Bounds on what clients may ask for.
  public struct Limits: Sendable, Equatable {
    /// Items that may wait or run, all jobs together.
    public var queuedItems: Int
    /// The same for the jobs of one user.
    public var itemsPerOwner: Int
    public var itemsPerJob: Int
    /// Unicode scalars in the text of one item.
    public var textLength: Int
    /// Bytes of one message on the socket.
    public var messageBytes: Int
    /// Messages that wait to be sent; progress beyond it is left out.
    public var outgoingMessages: Int
    /// Bytes of answers that one user may leave unread.
    public var unreadBytes: Int

    public init(
      queuedItems: Int = 500_000, itemsPerOwner: Int = 200_000, itemsPerJob: Int = 100_000, textLength: Int = 20_000,
      messageBytes: Int = 16 << 20, outgoingMessages: Int = 10_000, unreadBytes: Int = 256 << 20
    ) {
      self.queuedItems = queuedItems
      self.itemsPerOwner = itemsPerOwner
      self.itemsPerJob = itemsPerJob
      self.textLength = textLength
      self.messageBytes = messageBytes
      self.outgoingMessages = outgoingMessages
      self.unreadBytes = unreadBytes
    }
  }

  /// How long jobs that have ended are kept.
  public struct Retention: Sendable, Equatable {
    /// Days after its end; 0 for ever.
    public var days: Int
    /// MiB of all results together; 0 for any number. The oldest go first.
    public var mebibytes: Int

    public init(days: Int = 30, mebibytes: Int = 0) {
      self.days = days
      self.mebibytes = mebibytes
    }

    var isBounded: Bool { days > 0 || mebibytes > 0 }
  }

  public init(
    socket: String, stateFolder: String, modelFolder: String, pluginFolders: [String], threads: Int,
    concurrentItems: Int = 256, modelMemory: Int = 2048, modelIdleSeconds: Int = 300, limits: Limits = Limits(),
    retention: Retention = Retention(), defaultModels: [String: String] = [:], listen: String? = nil,
    serverKeyFile: String? = nil, operators: [String] = []
  ) {
    self.socket = socket
    self.listen = listen
    self.serverKeyFile = serverKeyFile
    self.operators = operators
    self.stateFolder = stateFolder
    self.modelFolder = modelFolder
    self.pluginFolders = pluginFolders
    self.threads = threads
    self.concurrentItems = concurrentItems
    self.modelMemory = modelMemory
    self.modelIdleSeconds = modelIdleSeconds
    self.limits = limits
    self.retention = retention
    self.defaultModels = defaultModels
  }
}
