import Glibc
import Logging
import PluginAPI

/// The task plugins found at start.
struct PluginHost: Sendable {
  /// A plugin and the file it came from.
  struct Entry: Sendable {
    let plugin: any TaskPlugin
    let descriptor: TaskDescriptor
    let file: String
    /// The parameters of a request that gives none, by operation.
    let defaults: [TaskOperation: [String: ParameterValue]]

    init(plugin: any TaskPlugin, descriptor: TaskDescriptor, file: String) {
      self.plugin = plugin
      self.descriptor = descriptor
      self.file = file
      var defaults: [TaskOperation: [String: ParameterValue]] = [:]
      for operation in TaskOperation.allCases {
        defaults[operation] = descriptor.view(of: operation).flatMap { try? ParameterCheck.complete([:], for: $0) }
      }
      self.defaults = defaults
    }

    /// The parameters of a request, complete; `task` is what the operation makes of the descriptor.
    /// - Throws: what `ParameterCheck` throws.
    func complete(
      _ given: [String: ParameterValue], of operation: TaskOperation, for task: TaskDescriptor
    ) throws(RequestError) -> [String: ParameterValue] {
      if given.isEmpty, let defaults = defaults[operation] { return defaults }
      return try ParameterCheck.complete(given, for: task)
    }
  }

  /// By task name.
  private(set) var entries: [String: Entry] = [:]
  /// Libraries that call themselves plugins but cannot be used, each with the reason.
  private(set) var faults: [String] = []

  /// Tasks in order of their names.
  var descriptors: [TaskDescriptor] {
    entries.values.map(\.descriptor).sorted { $0.name < $1.name }
  }

  /// The plugin of a task, by the task's name or another that it goes by.
  subscript(task: String) -> Entry? {
    entries[task] ?? entries.values.first { $0.descriptor.aliases.contains(task) }
  }

  /// Plugins that are part of the process already.
  /// - Throws: when two serve the same task.
  init(_ plugins: [any TaskPlugin]) throws(DaemonError) {
    for plugin in plugins { try add(plugin, file: "the daemon itself") }
  }

  /// Loads every `lib*.so` of the folders that is a plugin; other libraries are let be.
  ///
  /// A library is never unloaded: what it handed out may live as long as the process.
  /// - Throws: when two plugins serve the same task, or one has an impossible descriptor.
  init(folders: [String], logger: Logger) throws(DaemonError) {
    for folder in folders {
      for name in FileSystem.names(in: folder) where name.hasPrefix("lib") && name.hasSuffix(".so") {
        let file = "\(folder)/\(name)"
        switch Self.load(file) {
        case .plugin(let plugin): try add(plugin, file: file)
        case .otherLibrary: continue
        case .unusable(let reason):
          faults.append("\(file): \(reason)")
          logger.error("plugin left out", metadata: ["file": "\(file)", "reason": "\(reason)"])
        }
      }
    }
  }

  private enum Loaded {
    case plugin(any TaskPlugin)
    case otherLibrary
    case unusable(String)
  }

  private static func load(_ file: String) -> Loaded {
    // Lazy and local: most libraries beside a development build are no plugins, and none sees another's symbols.
    guard let handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL) else {
      return .unusable(dlerror().map { String(cString: $0) } ?? "the loader gives no reason")
    }
    guard let abiSymbol = dlsym(handle, "seqd_plugin_abi") else { return .otherLibrary }
    let abi = unsafeBitCast(abiSymbol, to: (@convention(c) () -> Int32).self)()
    guard abi == pluginABI else {
      return .unusable("it was built for plugin ABI \(abi), this seqd has \(pluginABI); build it again")
    }
    guard let makeSymbol = dlsym(handle, "seqd_plugin_make") else {
      return .unusable("it exports seqd_plugin_abi but not seqd_plugin_make")
    }
    let make = unsafeBitCast(makeSymbol, to: (@convention(c) () -> UnsafeMutableRawPointer).self)
    return .plugin(Unmanaged<PluginBox>.fromOpaque(make()).takeRetainedValue().plugin)
  }

  private mutating func add(_ plugin: any TaskPlugin, file: String) throws(DaemonError) {
    let descriptor = plugin.descriptor
    if let reason = DescriptorCheck.fault(in: descriptor) {
      throw DaemonError("the plugin \(file) describes its task wrongly: \(reason)")
    }
    for name in [descriptor.name] + descriptor.aliases {
      guard let other = self[name] else { continue }
      throw DaemonError("two plugins serve the task \(name): \(other.file) and \(file); remove one of them")
    }
    entries[descriptor.name] = Entry(plugin: plugin, descriptor: descriptor, file: file)
  }
}
