import Generation
import Logging
import Networks
import PluginAPI
import Synchronization

/// The models: those of the configured folder, found again whenever it has changed, and the imported ones.
///
/// A model of the configured folder that is fit to be used is copied into the library before it is, so that neither a
/// running job nor the next one depends on what somebody does in that folder.
final class ModelStore: Sendable {
  /// The configured folder.
  let folder: String
  let library: ModelLibrary
  let golden = GoldenCheck()
  let memory: ModelMemory
  let defaults: @Sendable () -> [String: String]
  private let indexPath: String
  private let logger: Logger
  /// For how long a look at the folders counts: thousands of requests a second need not look thousands of times.
  private let freshness: Duration
  private let state: Mutex<State>
  /// One look at the folders at a time; whoever else wants one waits and then finds what the first one found.
  private let gate = Mutex(())

  private struct State {
    var index: ModelIndex
    /// Packages that can be asked for, each with the stamp of the files it was read from.
    var packages: [(stamp: PackageStamp, entry: ModelEntry)] = []
    /// What the last look at the folders found, when, and with which index.
    var lastLook: (time: ContinuousClock.Instant, index: ModelIndex, entries: [ModelEntry])?
    /// Packages that only jobs accepted earlier need, by digest.
    var kept: [String: (stamp: PackageStamp, entry: ModelEntry)] = [:]
    /// Submissions under way, and how many there ever were: while one is, no package is forgotten.
    var accepting = 0
    var accepted = 0
  }

  /// - Parameters:
  ///   - folder: the configured folder.
  ///   - library: the folder of the daemon's own packages.
  ///   - index: the file that says what is imported and activated.
  ///   - defaults: the model's name to take for a task when a request names none, by task.
  ///   - memory: the models that are loaded.
  ///   - freshness: for how long a look at the folders counts.
  ///   - logger: told of models that are found not to be as they should.
  init(
    folder: String, library: String, index: String,
    defaults: @autoclosure @escaping @Sendable () -> [String: String], memory: ModelMemory,
    freshness: Duration = .zero, logger: Logger
  ) throws(DaemonError) {
    self.folder = folder
    self.library = try ModelLibrary(folder: library)
    self.defaults = defaults
    indexPath = index
    self.memory = memory
    self.freshness = freshness
    self.logger = logger
    state = Mutex(State(index: try ModelIndex(path: index)))
  }

  var index: ModelIndex { state.withLock { $0.index } }

  /// Every model, usable or not: the imported ones, then those of the configured folder that none of them stands in
  /// front of. Reads only what has changed since the last call; a new package is hashed whole and reproduces its golden
  /// outputs, so call it from a thread that may block.
  @discardableResult
  func refresh() -> [ModelEntry] {
    gate.withLock { _ in
      let (last, index) = state.withLock { ($0.lastLook, $0.index) }
      let now = ContinuousClock.now
      if let last, now - last.time < freshness, last.index == index { return last.entries }
      let entries = look()
      state.withLock { $0.lastLook = (now, index, entries) }
      return entries
    }
  }

  private func look() -> [ModelEntry] {
    let (known, index) = state.withLock { ($0.packages, $0.index) }
    var isChanged = false
    // Judging a package takes memory that nobody needs afterwards.
    defer { if isChanged { ProcessMemory.giveBack() } }
    func package(_ path: String, _ look: (String) -> ModelEntry) -> (stamp: PackageStamp, entry: ModelEntry)? {
      let stamp = PackageStamp(folder: path)
      guard stamp.isPackage else { return nil }
      if let package = known.first(where: { $0.stamp == stamp }) { return package }
      isChanged = true
      let entry = look(path)
      if let reason = entry.fault ?? entry.notice {
        logger.warning(
          "model is not as it should be", metadata: ["model": "\(entry.name)", "reason": "\(reason)"])
      }
      return (stamp, entry)
    }
    let imported = Dictionary(
      uniqueKeysWithValues: index.imported.map { name, digest in
        var found =
          package(library.path(of: digest)) {
            ModelEntry(folder: $0, origin: .imported, expected: digest, golden: golden, memory: memory)
          } ?? (PackageStamp(folder: library.path(of: digest)), lost(digest))
        found.entry.name = name
        return (name, found)
      })
    let configured = FileSystem.names(in: folder).filter { !$0.hasPrefix(".") }.compactMap { leaf in
      package("\(folder)/\(leaf)") { configuredEntry($0, leaf: leaf) }
    }
    // An imported model takes the place of the one whose name it has; the others come last, so that importing one does
    // not change what requests get that name none.
    let names = Set(configured.map(\.entry.name))
    var packages = configured.map { imported[$0.entry.name] ?? $0 }
    for (name, package) in imported.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
      packages.append(package)
    }
    state.withLock { [packages] in $0.packages = packages }
    return packages.map(\.entry)
  }

  private func lost(_ digest: String) -> ModelEntry {
    var entry = ModelEntry(folder: library.path(of: digest), origin: .imported, golden: golden, memory: memory)
    entry.fault = "its package \(library.path(of: digest)) is gone; import it again"
    return entry
  }

  /// A package of the configured folder, or the one that was there before where this one is not fit to be used.
  private func configuredEntry(_ path: String, leaf: String) -> ModelEntry {
    var entry = ModelEntry(folder: path, origin: .configured, golden: golden, memory: memory)
    if let digest = entry.digest {
      do throws(DaemonError) {
        try library.copy(path, as: digest)
        entry.folder = library.path(of: digest)
        if index.live[leaf] != digest { try change { $0.live[leaf] = digest } }
      } catch {
        entry.notice = "it is used from \(path): \(error.message)"
      }
      return entry
    }
    guard let digest = index.live[leaf], library.contains(digest) else { return entry }
    var earlier = ModelEntry(
      folder: library.path(of: digest), origin: .configured, expected: digest, golden: golden, memory: memory)
    guard earlier.model != nil else { return entry }
    earlier.notice =
      "the package in \(path) cannot be used, the earlier one stays: \(entry.fault ?? "its model.json cannot be read")"
    return earlier
  }

  /// Writes a change of the index down, then lets it count.
  func change(_ body: (inout ModelIndex) -> Void) throws(DaemonError) {
    let result: Result<Void, DaemonError> = state.withLock { state in
      Result { () throws(DaemonError) in
        var index = state.index
        body(&index)
        try index.write(to: indexPath)
        state.index = index
      }
    }
    try result.get()
  }

  /// Runs a change of the folders while nobody looks at them, and looks at them afterwards.
  func changing(_ body: @Sendable () throws(DaemonError) -> Void) throws(DaemonError) -> [ModelEntry] {
    let result: Result<[ModelEntry], DaemonError> = gate.withLock { _ in
      do throws(DaemonError) {
        try body()
        return .success(look())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Lets the next look judge a package anew. Waits for a look that is under way, which would otherwise bring back what
  /// it knew before; call it from a thread that may block.
  func forget(_ digest: String) {
    gate.withLock { _ in
      golden.forget(digest)
      state.withLock { state in
        state.packages.removeAll { $0.entry.digest == digest }
        state.kept[digest] = nil
        state.lastLook = nil
      }
    }
  }

  /// The package with a digest, also one that only jobs accepted earlier need.
  func pinned(_ digest: String, name: String) throws(ModelRefusal) -> (entry: ModelEntry, model: PluginModel) {
    if let entry = current(digest), let model = entry.model { return (entry, model) }
    if library.contains(digest) {
      let stamp = PackageStamp(folder: library.path(of: digest))
      let known = state.withLock { $0.kept[digest] }
      let entry =
        known.flatMap { $0.stamp == stamp ? $0.entry : nil }
        ?? ModelEntry(folder: stamp.folder, origin: .imported, expected: digest, golden: golden, memory: memory)
      state.withLock { $0.kept[digest] = (stamp, entry) }
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

  private func current(_ digest: String) -> ModelEntry? {
    state.withLock { state in state.packages.first { $0.entry.digest == digest }?.entry }
  }

  /// Runs `body` with a package and its weights in memory; the first to need them reads them, others wait for it.
  func withLoaded<Value: Sendable>(
    _ digest: String, name: String, on queue: WorkQueue, body: (PluginModel, LoadedModel) async throws -> Value
  ) async throws -> Value {
    let (entry, model) = try pinned(digest, name: name)
    return try await memory.withModel(digest, model.description) {
      try await queue.run { try LoadedModel(folder: entry.folder, digest: digest) }
    } body: {
      try await body(model, $0)
    }
  }

  /// Says that a job is being accepted: until `endAccepting`, the model that is chosen for it stays where it is.
  func beginAccepting() {
    state.withLock { state in
      state.accepting += 1
      state.accepted += 1
    }
  }

  func endAccepting() { state.withLock { $0.accepting -= 1 } }

  /// How many submissions there were; to be taken before it is asked what unfinished jobs need.
  var acceptedSoFar: Int { state.withLock { $0.accepted } }

  /// Forgets packages that nobody can ask for and no unfinished job needs.
  /// - Parameters:
  ///   - needed: the digests that unfinished jobs were accepted with.
  ///   - before: `acceptedSoFar` from before that was asked: a job accepted since may need another one, and then
  ///     nothing is forgotten; the next time will do.
  func collect(needed: Set<String>, since before: Int) {
    gate.withLock { _ in
      guard state.withLock({ $0.accepting == 0 && $0.accepted == before }) else { return }
      // A folder that cannot be read now may come back.
      let leaves = FileSystem.isFolder(folder) ? Set(FileSystem.names(in: folder)) : Set(index.live.keys)
      if index.live.keys.contains(where: { !leaves.contains($0) }) {
        guard (try? change { $0.live = $0.live.filter { leaves.contains($0.key) } }) != nil else { return }
      }
      let kept = index.digests.union(needed).union(state.withLock { $0.packages.compactMap(\.entry.digest) })
      for digest in library.digests where !kept.contains(digest) { library.remove(digest) }
      state.withLock { state in
        state.kept = state.kept.filter { kept.contains($0.key) }
      }
      memory.forget { !kept.contains($0) }
    }
  }
}
