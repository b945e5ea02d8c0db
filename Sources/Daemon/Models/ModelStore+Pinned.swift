import Generation
import PluginAPI
import Synchronization

/// Packages by their digests: a job keeps the one that it was accepted with.
extension ModelStore {
  /// The package with a digest, also one that only jobs accepted earlier need.
  func pinned(_ digest: String, name: String) throws(ModelRefusal) -> (entry: ModelEntry, model: PluginModel) {
    if let entry = current(digest), let model = entry.model { return (entry, model) }
    // What is no digest is no name of a folder either: it may come from a client.
    if Self.isDigest(digest), library.contains(digest) {
      let entry = keptEntry(digest)
      guard let model = entry.model else {
        throw .damaged("the model \(name) cannot be used any more: \(entry.fault ?? "it is damaged")")
      }
      return (entry, model)
    }
    refresh()
    if let entry = current(digest), let model = entry.model { return (entry, model) }
    throw .unknown(
      "the model \(name) with digest \(digest), which the job was accepted with, is no longer in \(folder)")
  }

  /// A package of the library that nobody can ask for any more.
  private func keptEntry(_ digest: String) -> ModelEntry {
    judging.withLock { _ in
      let stamp = PackageStamp(folder: library.path(of: digest))
      if let known = state.withLock({ $0.kept[digest] }), known.stamp == stamp, known.isSettled(patience) {
        return known.entry
      }
      let entry = ModelEntry(
        folder: stamp.folder, origin: .imported, expected: digest, golden: golden, memory: memory)
      state.withLock { $0.kept[digest] = Judged(stamp, entry) }
      return entry
    }
  }

  private func current(_ digest: String) -> ModelEntry? {
    state.withLock { state in state.packages.first { $0.entry.digest == digest }?.entry }
  }

  /// Runs `body` with a package and its weights in memory; the first to need them reads them, others wait for it.
  func withLoaded<Value: Sendable>(
    _ digest: String, name: String, on queue: WorkQueue, body: (PluginModel, LoadedModel) async throws -> Value
  ) async throws -> Value {
    // A package that is looked at for the first time is read whole: not on a thread that others wait for.
    let (entry, model) =
      if let entry = current(digest), let model = entry.model { (entry, model) } else {
        try await queue.run { () throws(ModelRefusal) in try self.pinned(digest, name: name) }
      }
    return try await memory.withModel(digest, model.description) {
      try await queue.run { try LoadedModel(folder: entry.folder, digest: digest) }
    } body: {
      try await body(model, $0)
    }
  }
}
