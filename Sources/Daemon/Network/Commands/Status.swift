import Generation
import Glibc
import PluginAPI
import Wire

extension Commands {
  func status() async throws(WireError) -> Reply {
    let (jobs, items) = try await stored { () async throws(StoreError) in
      (try await store.jobCounts(), try await store.counts())
    }
    let entries = await work.run { models.refresh() }
    let statistics = engine.statistics
    return .status(
      Reply.Status(
        version: Daemon.version, pid: Int(getpid()), uptimeSeconds: (ContinuousClock.now - started) / .seconds(1),
        threads: configuration.threads, jobs: StateCounts(jobs), items: StateCounts(items),
        activeSequences: statistics.activeSequences, stepsDone: statistics.steps,
        stateFolder: configuration.stateFolder, modelFolder: configuration.modelFolder,
        pluginFolders: configuration.pluginFolders,
        models: entries.filter { $0.fault == nil }.map(\.name), tasks: plugins.descriptors.map(\.name)))
  }
}
