import PluginAPI
import Wire

extension Commands {
  func pluginShow(_ request: Request.PluginShow) async throws(WireError) -> Reply {
    guard let plugin = plugins[request.task] else { throw unknownTask(request.task) }
    let task = plugin.descriptor
    let (entries, chosen) = await work.run {
      (models.refresh(), Result { () throws(ModelRefusal) in try models.choose(request.model, for: task.name) })
    }
    let parameters: [ParameterDescriptor]
    do {
      parameters = plugin.plugin.parameters(for: try chosen.get())
    } catch {
      // Without a default model a task can still be described; a model that is asked for must be there.
      guard request.model == nil else { throw WireError(error) }
      parameters = task.parameters
    }
    return .plugin(
      Reply.Plugin(info: info(plugin, models: entries), task: TaskInfo(task, parameters: parameters)))
  }
}
