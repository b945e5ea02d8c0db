extension Request {
  /// Asks for the tasks that plugins serve.
  public struct PluginList: Codable, Sendable, Equatable {
    public init() {}
  }

  /// Asks for one task with its parameters.
  public struct PluginShow: Codable, Sendable, Equatable {
    public var task: String
    /// Model whose choices the parameters have; the task's default model where nil.
    public var model: String?

    public init(task: String, model: String? = nil) {
      self.task = task
      self.model = model
    }
  }
}

extension Reply {
  /// The answer to `plugin-list`, in order of tasks.
  public struct Plugins: Codable, Sendable, Equatable {
    public var plugins: [PluginInfo]
    /// Libraries that could not be used, each with the reason.
    public var faults: [String]

    public init(plugins: [PluginInfo], faults: [String]) {
      self.plugins = plugins
      self.faults = faults
    }
  }

  /// The answer to `plugin-show`.
  public struct Plugin: Codable, Sendable, Equatable {
    public var info: PluginInfo
    public var task: TaskInfo

    public init(info: PluginInfo, task: TaskInfo) {
      self.info = info
      self.task = task
    }
  }
}

/// A plugin as lists show it.
public struct PluginInfo: Codable, Sendable, Equatable {
  public var task: String
  public var summary: String
  /// File that it was loaded from.
  public var library: String
  /// Usable models of its task; empty: its requests are refused until there is one.
  public var models: [String]
  public var defaultModel: String?

  public init(task: String, summary: String, library: String, models: [String], defaultModel: String?) {
    self.task = task
    self.summary = summary
    self.library = library
    self.models = models
    self.defaultModel = defaultModel
  }
}
