import Logging
import Networks
import PluginAPI
import Wire

extension Commands {
  func modelActivate(_ request: Request.ModelActivate, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "activate models")
    let (entry, entries) = try await model(named: request.name)
    guard let task = entry.description?.task else {
      throw WireError(.refused, "the model \(entry.name) cannot be used: \(entry.fault ?? "it cannot be read")")
    }
    let before = models.defaultModel(for: task, in: entries)?.description.name
    try await changing { () throws(DaemonError) in
      try models.activate(entry.name, for: task)
    }
    logger.info("model activated", metadata: ["model": "\(entry.name)", "task": "\(task)"])
    return .activated(Reply.Activated(info: info(entry, among: entries), before: before))
  }
}
