import Generation
import Wire

extension Commands {
  func metricsText() async throws(WireError) -> Reply {
    let (jobs, items, oldest) = try await stored { () async throws(StoreError) in
      (try await store.jobCounts(), try await store.counts(), try await store.oldestWaiting())
    }
    let statistics = engine.statistics
    var gauges: [Metrics.Gauge] = [
      .init(metric: .info, labels: [("version", Daemon.version)], value: 1),
      .init(metric: .uptime, value: (ContinuousClock.now - started) / .seconds(1)),
      .init(metric: .oldest, value: oldest.map { max(0, WallClock.now - $0) } ?? 0),
      .init(metric: .sequences, labels: [("state", "active")], value: Double(statistics.activeSequences)),
      .init(metric: .sequences, labels: [("state", "waiting")], value: Double(statistics.waitingSequences)),
      .init(metric: .steps, value: Double(statistics.steps)),
      .init(metric: .batchSteps, value: Double(statistics.batchSteps)),
      .init(metric: .modelLimit, value: Double(models.memory.limit)),
      .init(metric: .modelWaiting, value: Double(models.memory.waiting)),
      .init(metric: .stateBytes, value: Double(statistics.stateBytes)),
      .init(metric: .resident, value: Double(ProcessMemory.resident)),
    ]
    for state in JobState.allCases {
      gauges.append(.init(metric: .jobs, labels: [("state", state.rawValue)], value: Double(jobs[state])))
      gauges.append(.init(metric: .items, labels: [("state", state.rawValue)], value: Double(items[state])))
    }
    for model in models.memory.residents {
      let labels = [(name: "model", value: model.name), (name: "digest", value: String(model.digest.prefix(12)))]
      gauges.append(.init(metric: .modelBytes, labels: labels, value: Double(model.bytes)))
      gauges.append(.init(metric: .modelUsers, labels: labels, value: Double(model.users)))
    }
    return .metrics(Reply.Metrics(text: metrics.text(gauges: gauges)))
  }
}
