import Synchronization

/// Work that several ask for at once is done once: whoever asks while it runs gets what comes of it.
final class SharedWork<Value: Sendable>: Sendable {
  private let running = Mutex<[String: Task<Value, Never>]>([:])

  /// - Parameter key: what the work is about.
  func run(_ key: String, _ body: @Sendable @escaping () async -> Value) async -> Value {
    let task = running.withLock { running in
      if let task = running[key] { return task }
      let task = Task {
        let value = await body()
        self.running.withLock { $0[key] = nil }
        return value
      }
      running[key] = task
      return task
    }
    return await task.value
  }
}
