import Wire

extension Commands {
  func pluginShow(_ request: Request.PluginShow) async throws(WireError) -> Reply {
    guard let plugin = plugins[request.task] else { throw unknownTask(request.task) }
    let entries = await work.run { models.refresh() }
    return .plugin(Reply.Plugin(info: info(plugin, models: entries), task: TaskInfo(plugin.descriptor)))
  }
}
