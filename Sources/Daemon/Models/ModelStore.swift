import Generation
import Networks
import PluginAPI
import Synchronization

/// The models in the model folder: found again whenever the folder has changed, put into memory when first used.
final class ModelStore: Sendable {
  let folder: String
  private let defaults: [String: String]
  private let state = Mutex(State())

  private struct State {
    /// Packages in order of their folders' names, with the stamp of the files they were read from.
    var packages: [(stamp: PackageStamp, entry: ModelEntry)] = []
    /// Models in memory, or on their way there, by package digest.
    var loaded: [String: Task<LoadedModel, any Error>] = [:]
  }

  /// - Parameter defaults: the model's name to take for a task when a request names none, by task.
  init(folder: String, defaults: [String: String]) {
    self.folder = folder
    self.defaults = defaults
  }

  /// Every package, usable or not, in order of names. Reads only what has changed since the last call; a new package
  /// is hashed whole, so call it from a thread that may block.
  @discardableResult
  func refresh() -> [ModelEntry] {
    let known = state.withLock { $0.packages }
    let stamps = FileSystem.names(in: folder).filter { !$0.hasPrefix(".") }.map {
      PackageStamp(folder: "\(folder)/\($0)")
    }
    let packages = stamps.filter(\.isPackage).map { stamp in
      known.first { $0.stamp == stamp } ?? (stamp, Self.examine(stamp.folder))
    }
    state.withLock { $0.packages = packages }
    return packages.map(\.entry)
  }

  /// The model that a request means.
  /// - Parameter name: its name or package digest (at least 8 digits of it); nil for the task's default.
  /// - Throws: a refusal that says what there is instead.
  func choose(_ name: String?, for task: String) throws(ModelRefusal) -> PluginModel {
    let entries = refresh()
    if let name = name ?? defaults[task] { return try named(name, for: task, in: entries) }
    if let model = defaultModel(for: task, in: entries) { return model }
    let damaged = entries.compactMap(\.fault).first.map { "; \($0)" } ?? ""
    throw .noModel(
      "there is no model for \(task) yet; put a model package for it into \(folder)\(damaged)")
  }

  /// The model that requests for a task get when they name none: the configured one, else the first usable one.
  func defaultModel(for task: String, in entries: [ModelEntry]) -> PluginModel? {
    let usable = entries.compactMap(\.model).filter { $0.description.task == task }
    guard let name = defaults[task] else { return usable.first }
    return usable.first { $0.description.name == name }
  }

  /// The model with a package digest, for a job that was accepted with it.
  func pinned(_ digest: String, name: String) throws(ModelRefusal) -> (entry: ModelEntry, model: PluginModel) {
    let entries = state.withLock { $0.packages.map(\.entry) }
    if let entry = entries.first(where: { $0.digest == digest }), let model = entry.model { return (entry, model) }
    let entry = refresh().first { $0.digest == digest }
    if let entry, let model = entry.model { return (entry, model) }
    throw .unknown(
      "the model \(name) with digest \(digest), which the job was accepted with, is no longer in \(folder)")
  }

  /// The weights in memory; the first call reads them, others wait for it.
  func loaded(_ digest: String, name: String, on queue: WorkQueue) async throws -> LoadedModel {
    let folder = try pinned(digest, name: name).entry.folder
    let task = state.withLock { state in
      if let task = state.loaded[digest] { return task }
      let task = Task { try await queue.run { try Self.load(folder, digest: digest) } }
      state.loaded[digest] = task
      return task
    }
    do {
      return try await task.value
    } catch {
      // The next job tries again: the package may be whole by then.
      state.withLock { state in if state.loaded[digest] == task { state.loaded[digest] = nil } }
      throw error
    }
  }

  /// Digests of the models in memory.
  var loadedDigests: Set<String> { state.withLock { Set($0.loaded.keys) } }

  private func named(
    _ name: String, for task: String, in entries: [ModelEntry]
  ) throws(ModelRefusal) -> PluginModel {
    let matches = entries.filter { entry in
      entry.name == name || name.utf8.count >= 8 && entry.digest?.hasPrefix(name) == true
    }
    guard let entry = matches.first(where: { $0.fault == nil }) ?? matches.first else {
      let names = entries.filter { $0.description?.task == task }.map(\.name)
      let list = names.isEmpty ? "there is none yet" : "there is \(names.joined(separator: ", "))"
      throw .unknown("there is no model \(name) for \(task); \(list)")
    }
    if let fault = entry.fault { throw .damaged("the model \(entry.name) cannot be used: \(fault)") }
    guard let model = entry.model, model.description.task == task else {
      throw .unknown(
        "the model \(entry.name) is for \(entry.description?.task ?? "another task"), not for \(task)")
    }
    return model
  }

  private static func examine(_ folder: String) -> ModelEntry {
    let folderName = folder.split(separator: "/").last.map(String.init) ?? folder
    var entry = ModelEntry(folder: folder, name: folderName)
    do {
      let description = try ModelPackage.loadDescription(folder: folder)
      entry.name = description.name
      let digest = try PackageDigest(folder: folder)
      try compare(digest, with: description, folder: folder)
      var resources: [String: [UInt8]] = [:]
      for name in PackageDigest.files(in: folder)
      where name != ModelPackage.descriptionFile && name != ModelPackage.weightsFile {
        resources[name] = try FileSystem.read("\(folder)/\(name)")
      }
      entry.model = PluginModel(description: description, digest: digest.package, resources: resources)
    } catch {
      entry.fault = "\(error)"
    }
    return entry
  }

  private static func load(_ folder: String, digest: String) throws -> LoadedModel {
    let found = try PackageDigest(folder: folder)
    guard found.package == digest else {
      throw DaemonError(
        "the model package \(folder) has changed: its digest is \(found.package), the job was accepted with \(digest)")
    }
    return try LoadedModel(try ModelPackage.load(folder: folder))
  }

  private static func compare(
    _ digest: PackageDigest, with description: ModelDescription, folder: String
  ) throws(DaemonError) {
    let path = "\(folder)/\(ModelPackage.weightsFile)"
    guard !description.weightsDigest.isEmpty else {
      throw DaemonError(
        "\(folder)/\(ModelPackage.descriptionFile) names no weightsDigest, so \(path) cannot be trusted")
    }
    guard digest.weights == description.weightsDigest.lowercased() else {
      throw DaemonError(
        "\(path) is damaged: its SHA-256 is \(digest.weights), \(ModelPackage.descriptionFile) says "
          + "\(description.weightsDigest); copy the package again")
    }
  }
}

/// Why a request gets no model.
enum ModelRefusal: Error, CustomStringConvertible {
  case noModel(String)
  case unknown(String)
  case damaged(String)

  var description: String {
    switch self {
    case .noModel(let message), .unknown(let message), .damaged(let message): message
    }
  }
}
