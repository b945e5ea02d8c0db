import GRDB

/// How items come to their ends.
extension JobStore {
  /// What became of an item that was running.
  enum Ending: Sendable {
    case ended(ItemOutcome)
    /// It was interrupted on purpose and waits again; the start does not count against it.
    case interrupted
  }

  /// Records what became of items, all in one transaction; one that had already ended otherwise, e.g. was cancelled
  /// meanwhile, stays as it is, and one that was removed is gone.
  /// - Returns: the jobs of those that ended, as they are now, each once; and the items that were cancelled, given up or
  ///   removed before. One that is done is not among them: it may be recorded again after a failure of the disk.
  func record(
    _ endings: [(key: ItemKey, ending: Ending)], at time: Double
  ) async throws(StoreError) -> (jobs: [JobRecord], overtaken: Set<ItemKey>) {
    try await write { db in
      var jobs: [Int64: JobRecord] = [:]
      var known: [Int64: JobRecord] = [:]
      var overtaken: Set<ItemKey> = []
      for (key, ending) in endings {
        guard var item = try Self.item(key, in: db) else {
          overtaken.insert(key)
          continue
        }
        guard item.state == .running else {
          if item.state == .cancelled || item.state == .failed { overtaken.insert(key) }
          continue
        }
        switch ending {
        case .interrupted:
          item.attempts -= 1
          try self.move(&item, to: .queued, among: &known, at: time, in: db)
        case .ended(.done(let bytes, let digest, let receiptBeside, let remarks)):
          item.artifactBytes = bytes
          item.artifactDigest = digest
          item.receiptBeside = receiptBeside
          item.remarks = remarks
          jobs[key.job] = try self.move(&item, to: .done, among: &known, at: time, in: db)
        case .ended(.failed(let reason)):
          item.error = reason
          jobs[key.job] = try self.move(&item, to: .failed, among: &known, at: time, in: db)
        }
      }
      return (jobs.values.sorted { ($0.id ?? 0) < ($1.id ?? 0) }, overtaken)
    }
  }

  /// Cancels what has not ended of a job.
  /// - Returns: the job and those of its items that are running; nil when there is no such job.
  func cancel(_ job: Int64, at time: Double) async throws(StoreError) -> (job: JobRecord, running: [ItemKey])? {
    try await write { db in
      guard var record = try JobRecord.fetchOne(db, key: job) else { return nil }
      let running = try self.moveOpen(of: &record, to: .cancelled, at: time, in: db)
      return (record, running)
    }
  }
}
