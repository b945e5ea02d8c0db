import Synchronization

/// The configuration in force; part of it changes when the daemon is told to read its file again.
final class LiveConfiguration: Sendable {
  private let configuration: Mutex<Configuration>

  init(_ configuration: Configuration) {
    self.configuration = Mutex(configuration)
  }

  var current: Configuration { configuration.withLock(\.self) }

  /// Takes from a new configuration what can change while the daemon runs.
  /// - Returns: names of keys whose new value has to wait for a restart.
  func replace(with new: Configuration) -> [String] {
    configuration.withLock { old in
      var next = old
      next.limits = new.limits
      // The socket's own bounds were set when it was made.
      next.limits.messageBytes = old.limits.messageBytes
      next.limits.outgoingMessages = old.limits.outgoingMessages
      next.retention = new.retention
      next.defaultModels = new.defaultModels
      next.operators = new.operators
      defer { old = next }
      let changes: [(String, Bool)] = [
        ("socket", old.socket != new.socket), ("listen", old.listen != new.listen),
        ("state", old.stateFolder != new.stateFolder), ("models", old.modelFolder != new.modelFolder),
        ("plugins", old.pluginFolders != new.pluginFolders), ("engine.threads", old.threads != new.threads),
        ("engine.concurrent-items", old.concurrentItems != new.concurrentItems),
        ("engine.model-memory", old.modelMemory != new.modelMemory),
        ("engine.model-idle-seconds", old.modelIdleSeconds != new.modelIdleSeconds),
        ("limits.message-bytes", old.limits.messageBytes != new.limits.messageBytes),
        ("limits.outgoing-messages", old.limits.outgoingMessages != new.limits.outgoingMessages),
        ("access.server-key", old.serverKeyFile != new.serverKeyFile),
      ]
      return changes.filter(\.1).map(\.0)
    }
  }
}
