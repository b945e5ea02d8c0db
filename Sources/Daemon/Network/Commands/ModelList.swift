import Networks
import PluginAPI
import Wire

extension Commands {
  func modelList() async -> Reply {
    let entries = await work.run { models.refresh() }
    return .models(Reply.Models(models: entries.map { info($0, among: entries) }.sorted { $0.name < $1.name }))
  }

  func info(_ entry: ModelEntry, among entries: [ModelEntry]) -> ModelInfo {
    let description = entry.description
    let isDefault =
      description.map { models.defaultModel(for: $0.task, in: entries)?.digest == entry.digest } ?? false
    return ModelInfo(
      name: entry.name, task: description?.task, summary: description?.summary, digest: entry.digest,
      parameters: description?.architecture.parameterCount, isDefault: isDefault, fault: entry.fault,
      isActivated: isDefault && description.map { models.activated(for: $0.task, in: entries) } == entry.name,
      origin: entry.origin == .imported ? .imported : .configured, notice: entry.notice)
  }

  /// The model of a name, usable or not, among all there are.
  func model(named name: String) async throws(WireError) -> (ModelEntry, all: [ModelEntry]) {
    let entries = await work.run { models.refresh() }
    guard let entry = entries.first(where: { $0.name == name }) else { throw Self.unknownModel(name) }
    return (entry, entries)
  }

  static func unknownModel(_ name: String) -> WireError {
    WireError(
      .unknownModel, "there is no model '\(name)'", advice: "see what there is with: seqctl model list")
  }
}
