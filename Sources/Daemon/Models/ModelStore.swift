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
  /// After which a model that is not as it should be is looked at anew though its files are the same: a full disk, for
  /// one, passes. Each time that it is found to be so still, it is left alone twice as long.
  let patience: Duration
  let state: Mutex<State>
  /// One look at the folders at a time; whoever else wants one waits and then finds what the first one found.
  let gate = Mutex(())
  /// The same for packages that only jobs need; taken after `gate` where both are.
  let judging = Mutex(())

  /// A package with the stamp of the files it was read from.
  struct Judged {
    var stamp: PackageStamp
    var entry: ModelEntry
    private let time: ContinuousClock.Instant
    /// How often in a row the same files were found to have the same fault before.
    private let repeats: Int
    /// After so many its time grows no more: ten seconds have become ten minutes.
    private static let repeatLimit = 6

    /// - Parameter earlier: what the same files were found to be before.
    init(
      _ stamp: PackageStamp, _ entry: ModelEntry, after earlier: Judged? = nil, at time: ContinuousClock.Instant = .now
    ) {
      (self.stamp, self.entry, self.time) = (stamp, entry, time)
      let reason = entry.fault ?? entry.notice
      repeats = if let earlier, reason == earlier.reason { min(earlier.repeats + 1, Self.repeatLimit) } else { 0 }
    }

    var reason: String? { entry.fault ?? entry.notice }

    /// Whether it need not be looked at anew as long as its files stay the same.
    func isSettled(_ patience: Duration, at now: ContinuousClock.Instant = .now) -> Bool {
      reason == nil || now - time < patience * (1 << repeats)
    }
  }

  struct State {
    var index: ModelIndex
    /// Packages that can be asked for.
    var packages: [Judged] = []
    /// What the last look at the folders found, when, and with which index.
    var lastLook: (time: ContinuousClock.Instant, index: ModelIndex, entries: [ModelEntry])?
    /// Packages that only jobs accepted earlier need, by digest.
    var kept: [String: Judged] = [:]
    /// Submissions under way, and how many have ended: while one is, no package is forgotten.
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
  ///   - patience: after how long a model that is not as it should be is looked at anew.
  ///   - logger: told of models that are found not to be as they should.
  init(
    folder: String, library: String, index: String,
    defaults: @autoclosure @escaping @Sendable () -> [String: String], memory: ModelMemory,
    freshness: Duration = .zero, patience: Duration = .seconds(10), logger: Logger
  ) throws(DaemonError) {
    self.folder = folder
    self.library = try ModelLibrary(folder: library)
    self.defaults = defaults
    indexPath = index
    self.memory = memory
    self.freshness = freshness
    self.patience = patience
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
    func package(_ path: String, _ look: (String) -> ModelEntry) -> Judged? {
      let stamp = PackageStamp(folder: path)
      guard stamp.isPackage else { return nil }
      let earlier = known.first { $0.stamp == stamp }
      if let earlier, earlier.isSettled(patience) { return earlier }
      isChanged = true
      let package = Judged(stamp, look(path), after: earlier)
      if let reason = package.reason, reason != earlier?.reason {
        logger.warning(
          "model is not as it should be", metadata: ["model": "\(package.entry.name)", "reason": "\(reason)"])
      }
      return package
    }
    let imported = Dictionary(
      uniqueKeysWithValues: index.imported.map { name, digest in
        var found =
          package(library.path(of: digest)) {
            ModelEntry(folder: $0, origin: .imported, expected: digest, golden: golden, memory: memory)
          } ?? Judged(PackageStamp(folder: library.path(of: digest)), lost(digest))
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
      do {
        try library.copy(path, as: digest)
        try entry.use(copy: library.path(of: digest), digest: digest)
        if index.live[leaf] != digest { try change { $0.live[leaf] = digest } }
        return entry
      } catch {
        if entry.folder != path || (try? PackageDigest(folder: path).package) == digest {
          entry.notice = "it is used from \(entry.folder): \(error)"
          return entry
        }
        (entry.model, entry.fault) = (nil, "\(error)")
      }
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
  @discardableResult
  func change<Value: Sendable>(_ body: (inout ModelIndex) -> Value) throws(DaemonError) -> Value {
    let result: Result<Value, DaemonError> = state.withLock { state in
      Result { () throws(DaemonError) in
        var index = state.index
        let value = body(&index)
        try index.write(to: indexPath)
        state.index = index
        return value
      }
    }
    return try result.get()
  }

  /// Runs a change of the folders while nobody looks at them, and looks at them afterwards.
  @discardableResult
  func changing<Value: Sendable>(
    _ body: @Sendable () throws(DaemonError) -> Value
  ) throws(DaemonError) -> (value: Value, entries: [ModelEntry]) {
    let result: Result<(value: Value, entries: [ModelEntry]), DaemonError> = gate.withLock { _ in
      state.withLock { $0.lastLook = nil }
      return Result { () throws(DaemonError) in (try body(), look()) }
    }
    return try result.get()
  }

  /// Whether the last look found a model of this name.
  func isThere(_ name: String) -> Bool { state.withLock { $0.packages.contains { $0.entry.name == name } } }

  /// Lets the next look judge a package anew. Waits for a look that is under way, which would otherwise bring back what
  /// it knew before; call it from a thread that may block.
  func forget(_ digest: String) {
    gate.withLock { _ in
      judging.withLock { _ in
        golden.forget(digest)
        state.withLock { state in
          state.packages.removeAll { $0.entry.digest == digest }
          state.kept[digest] = nil
          state.lastLook = nil
        }
      }
    }
  }
}
