import Networks
import PluginAPI

/// Which model a request means.
extension ModelStore {
  /// The model that a request means.
  /// - Parameter name: its name or package digest (at least 8 digits of it); nil for the task's default. The whole digest
  ///   also means a package that has no name any more but is still in the library.
  /// - Throws: a refusal that says what there is instead.
  func choose(_ name: String?, for task: String) throws(ModelRefusal) -> PluginModel {
    let entries = refresh()
    if let name, Self.isDigest(name) { return try pinned(name, for: task) }
    if let name = name ?? activated(for: task, in: entries) ?? defaults()[task] {
      return try named(name, for: task, in: entries)
    }
    if let model = defaultModel(for: task, in: entries) { return model }
    let damaged = entries.compactMap(\.fault).first.map { "; \($0)" } ?? ""
    throw .noModel(
      "there is no model for \(task) yet; import one with 'seqctl model import', or put it into \(folder)\(damaged)")
  }

  /// The name of a task's activated model, as long as there is one of that name.
  func activated(for task: String, in entries: [ModelEntry]) -> String? {
    guard let name = index.activated[task] else { return nil }
    // One that cannot be used is still meant: a fault must not change silently what requests get.
    return entries.contains { $0.name == name && ($0.description == nil || $0.description?.task == task) } ? name : nil
  }

  /// The model that requests for a task get when they name none: the activated one, else the configured one, else the
  /// first usable one.
  func defaultModel(for task: String, in entries: [ModelEntry]) -> PluginModel? {
    let name = activated(for: task, in: entries) ?? defaults()[task]
    for entry in entries {
      guard let model = entry.model, model.description.task == task else { continue }
      if name == nil || model.description.name == name { return model }
    }
    return nil
  }

  static func isDigest(_ name: String) -> Bool {
    name.utf8.count == 64
      && name.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private func pinned(_ digest: String, for task: String) throws(ModelRefusal) -> PluginModel {
    let model: PluginModel
    do throws(ModelRefusal) {
      model = try pinned(digest, name: "with the digest \(digest)").model
    } catch .unknown {
      throw .unknown("there is no model with the digest \(digest) here; import it")
    }
    guard model.description.task == task else {
      throw .unknown("the model \(model.description.name) is for \(model.description.task), not for \(task)")
    }
    return model
  }

  private func named(
    _ name: String, for task: String, in entries: [ModelEntry]
  ) throws(ModelRefusal) -> PluginModel {
    func isMeant(_ entry: ModelEntry) -> Bool {
      entry.name == name || name.utf8.count >= 8 && entry.digest?.hasPrefix(name) == true
    }
    guard let entry = entries.first(where: { $0.fault == nil && isMeant($0) }) ?? entries.first(where: isMeant) else {
      let names = entries.filter { $0.description?.task == task }.map(\.name).sorted()
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
