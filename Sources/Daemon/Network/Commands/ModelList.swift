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
    return ModelInfo(
      name: entry.name, task: description?.task, summary: description?.summary, digest: entry.digest,
      parameters: description?.architecture.parameterCount,
      isDefault: description.map { models.defaultModel(for: $0.task, in: entries)?.digest == entry.digest } ?? false,
      fault: entry.fault)
  }
}
