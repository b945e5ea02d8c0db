/// One key of the configuration file: what it may hold and where it goes.
struct Setting: Sendable {
  /// Key with its section, as in `limits.queued-items`.
  var key: String
  var rule: Rule

  enum Rule: Sendable {
    case text(@Sendable (inout Overrides, String) -> Void)
    case texts(@Sendable (inout Overrides, [String]) -> Void)
    case integer(ClosedRange<Int>, @Sendable (inout Overrides, Int) -> Void)
  }

  /// Every key there is; anything else in the file is an error.
  static let all: [Setting] = [
    Setting(key: "socket", rule: .text { $0.socket = $1 }),
    Setting(key: "listen", rule: .text { $0.listen = $1 }),
    Setting(key: "state", rule: .text { $0.stateFolder = $1 }),
    Setting(key: "models", rule: .text { $0.modelFolder = $1 }),
    Setting(key: "plugins", rule: .texts { $0.pluginFolders = $1 }),
    Setting(key: "engine.threads", rule: .integer(0...1024) { $0.threads = $1 }),
    Setting(key: "engine.concurrent-items", rule: .integer(1...4096) { $0.concurrentItems = $1 }),
    Setting(key: "engine.model-memory", rule: .integer(1...1_048_576) { $0.modelMemory = $1 }),
    Setting(key: "engine.model-idle-seconds", rule: .integer(0...31_536_000) { $0.modelIdleSeconds = $1 }),
    Setting(key: "limits.queued-items", rule: .integer(1...10_000_000) { $0.limits.queuedItems = $1 }),
    Setting(key: "limits.items-per-owner", rule: .integer(1...10_000_000) { $0.limits.itemsPerOwner = $1 }),
    Setting(key: "limits.items-per-job", rule: .integer(1...100_000) { $0.limits.itemsPerJob = $1 }),
    Setting(key: "limits.text-length", rule: .integer(1...1_000_000) { $0.limits.textLength = $1 }),
    Setting(key: "limits.message-bytes", rule: .integer(65_536...67_108_864) { $0.limits.messageBytes = $1 }),
    Setting(key: "limits.outgoing-messages", rule: .integer(16...1_000_000) { $0.limits.outgoingMessages = $1 }),
    Setting(key: "limits.unread-bytes", rule: .integer(1_048_576...17_179_869_184) { $0.limits.unreadBytes = $1 }),
    Setting(key: "access.operators", rule: .texts { $0.operators = $1 }),
    Setting(key: "access.server-key", rule: .text { $0.serverKeyFile = $1 }),
    Setting(key: "retention.days", rule: .integer(0...36_500) { $0.retention.days = $1 }),
    Setting(key: "retention.megabytes", rule: .integer(0...1_073_741_824) { $0.retention.mebibytes = $1 }),
  ]

  /// The section whose keys are task names.
  static let defaultModelsSection = "default-models"
}

/// What the configuration file or the command line says, where they say something.
public struct Overrides: Sendable {
  public var socket: String?
  public var listen: String?
  public var serverKeyFile: String?
  public var operators: [String] = []
  public var stateFolder: String?
  public var modelFolder: String?
  public var pluginFolders: [String]?
  /// 0 stands for one for each core.
  public var threads = 0
  public var concurrentItems = 256
  public var modelMemory = 2048
  public var modelIdleSeconds = 300
  public var limits = Configuration.Limits()
  public var retention = Configuration.Retention()
  public var defaultModels: [String: String] = [:]

  public init() {}
}
