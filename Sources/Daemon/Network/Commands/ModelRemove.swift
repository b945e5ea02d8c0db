import Logging
import Networks
import PluginAPI
import Wire

extension Commands {
  func modelRemove(_ request: Request.ModelRemove, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "remove models")
    let (entry, _) = try await model(named: request.name)
    guard entry.origin == .imported else {
      throw WireError(
        .refused,
        "the model \(entry.name) belongs to the configured folder \(configuration.modelFolder), which the daemon "
          + "only reads",
        advice: "take it out of there by hand")
    }
    if let digest = models.index.imported[entry.name] {
      let jobs = try await stored { () async throws(StoreError) in
        try await store.unfinishedJobs(withModel: digest)
      }
      guard jobs == 0 else {
        throw WireError(
          .refused,
          "the model \(entry.name) is needed by \(jobs) \(jobs == 1 ? "job that has" : "jobs that have") not ended",
          advice: "wait for \(jobs == 1 ? "it" : "them"), or cancel \(jobs == 1 ? "it" : "them")")
      }
    }
    let (removed, entries) = try await changing { () throws(DaemonError) in try models.remove(entry.name) }
    logger.info("model removed", metadata: ["model": "\(entry.name)"])
    await collectModels()
    let task = entry.description?.task
    let fallback = task.flatMap { models.defaultModel(for: $0, in: entries) }?.description.name
    var remarks: [String] = []
    for task in removed.deactivated {
      let now = models.defaultModel(for: task, in: entries)?.description.name
      remarks.append(
        "it was the activated model of \(task); requests that name none now get \(now ?? "no model, as there is none")")
    }
    if let other = entries.first(where: { $0.name == entry.name }) {
      remarks.append("the model of the same name in \(configuration.modelFolder) is used again")
      if let fault = other.fault { remarks.append("but it cannot be used: \(fault)") }
    }
    return .modelRemoved(
      Reply.ModelRemoved(
        name: entry.name, digest: removed.digest, task: task, defaultModel: fallback, remarks: remarks))
  }
}
