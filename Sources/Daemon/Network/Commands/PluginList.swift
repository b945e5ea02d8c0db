import Networks
import PluginAPI
import Wire

extension Commands {
  func pluginList() async -> Reply {
    let entries = await work.run { models.refresh() }
    let list = plugins.descriptors.compactMap { plugins[$0.name] }.map { info($0, models: entries) }
    return .plugins(Reply.Plugins(plugins: list, faults: plugins.faults))
  }

  func info(_ plugin: PluginHost.Entry, models entries: [ModelEntry]) -> PluginInfo {
    let task = plugin.descriptor
    return PluginInfo(
      task: task.name, summary: task.summary, library: plugin.file,
      models: entries.filter { $0.description?.task == task.name }.map(\.name),
      defaultModel: models.defaultModel(for: task.name, in: entries)?.description.name)
  }
}
