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
        activeSequences: statistics.activeSequences, waitingSequences: statistics.waitingSequences,
        stepsDone: statistics.steps, batchSteps: statistics.batchSteps,
        stateFolder: configuration.stateFolder, modelFolder: configuration.modelFolder,
        pluginFolders: configuration.pluginFolders,
        models: entries.filter { $0.fault == nil }.map(\.name), tasks: plugins.descriptors.map(\.name),
        memory: Reply.Status.Memory(
          resident: ProcessMemory.resident, modelLimit: models.memory.limit, sequences: statistics.stateBytes,
          models: models.memory.residents.map {
            .init(
              name: $0.name, digest: $0.digest, weights: $0.bytes, sequence: $0.bytesPerSequence, users: $0.users)
          })))
  }
}
