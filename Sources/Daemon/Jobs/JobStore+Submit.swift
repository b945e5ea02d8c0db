import GRDB

/// A job on its way into the store, and when it came.
struct Submission: Sendable {
  var job: NewJob
  /// Seconds since 1970.
  var time: Double
}

extension JobStore {
  /// Takes a job in, whole or not at all; when it returns the job is on disk and may be acknowledged.
  ///
  /// A second submission by the same owner with the same idempotency key gives the job of the first.
  func submit(_ job: NewJob, at time: Double) async throws(StoreError) -> JobRecord {
    try await submissions.add(Submission(job: job, time: time)) { [self] group async throws(StoreError) in
      try await write { db in try self.insert(group, in: db) }
    }
  }

  /// The same for jobs that came together, each with its own result. Waits for the disk on the caller's thread.
  func submit(_ group: [Submission]) throws(StoreError) -> [Result<JobRecord, StoreError>] {
    try writeHere { db in try self.insert(group, in: db) }
  }

  private func insert(_ group: [Submission], in db: Database) throws -> [Result<JobRecord, StoreError>] {
    var writer = try JobWriter(db, limits: limits(), texts: parameterTexts)
    return try group.map { submission in try writer.insert(submission) }
  }

  /// The job that was submitted with a key, if it is there. Waits for the disk on the caller's thread.
  func job(key: String, owner: String) throws(StoreError) -> JobRecord? {
    try readHere { db in
      try JobRecord.filter(Column("owner") == owner && Column("idempotencyKey") == key).fetchOne(db)
    }
  }

  func job(_ id: Int64) async throws(StoreError) -> JobRecord? {
    try await read { db in try JobRecord.fetchOne(db, key: id) }
  }

  /// The latest jobs, newest first; only those in `states`, unless it is empty, of a task, a user and with a label.
  /// - Parameter longest: Unicode scalars after which a text among their parameters, a file for instance, is cut: a thousand
  ///   jobs are to fit into memory and into a message.
  func jobs(
    states: [JobState], task: String?, owner: String?, label: String? = nil, limit: Int, longest: Int = .max
  ) async throws(StoreError) -> [JobRecord] {
    try await read { db in
      var request = JobRecord.order(Column("id").desc).limit(limit)
      if !states.isEmpty { request = request.filter(states.map(\.rawValue).contains(Column("state"))) }
      if let task { request = request.filter(Column("task") == task) }
      if let owner { request = request.filter(Column("owner") == owner) }
      if let label { request = request.filter(Column("label") == label) }
      let jobs = try request.fetchCursor(db)
      var records: [JobRecord] = []
      while let job = try jobs.next() { records.append(job.excerpt(longest)) }
      return records
    }
  }

  func item(_ key: ItemKey) async throws(StoreError) -> ItemRecord? {
    try await read { db in
      try ItemRecord.fetchOne(
        db, sql: "SELECT * FROM items WHERE job = ? AND number = ?", arguments: [key.job, key.number])
    }
  }

  /// Items of a job in order, `limit` of them from number `first` on, without their parameters.
  /// - Parameter excerpt: what is kept of each; they may be large, and there may be many.
  func items<Excerpt: Sendable>(
    of job: Int64, from first: Int = 0, limit: Int, excerpt: @Sendable @escaping (ItemRecord) -> Excerpt
  ) async throws(StoreError) -> [Excerpt] {
    try await read { db in
      let rows = try ItemRecord.fetchCursor(
        db,
        sql: """
          SELECT job, number, text, NULL AS parameters, \(ItemRecord.progress.joined(separator: ", ")) FROM items
          WHERE job = ? AND number >= ? ORDER BY number LIMIT ?
          """, arguments: [job, first, limit])
      var excerpts: [Excerpt] = []
      while let item = try rows.next() { excerpts.append(excerpt(item)) }
      return excerpts
    }
  }

  /// How many jobs are in each state.
  func jobCounts() async throws(StoreError) -> ItemCounts {
    try await read { db in
      var counts = ItemCounts()
      for row in try Row.fetchAll(db, sql: "SELECT state, COUNT(*) FROM jobs GROUP BY state") {
        if let state = JobState(rawValue: row[0]) { counts[state] = row[1] }
      }
      return counts
    }
  }

  /// Forgets a job that has ended, with its items.
  /// - Returns: whether it was there and had ended.
  func remove(_ id: Int64) async throws(StoreError) -> Bool {
    try await write { db in
      guard let job = try JobRecord.fetchOne(db, key: id), job.state.isFinal else { return false }
      return try job.delete(db)
    }
  }

  /// Items that wait and that run; looks at jobs that have not ended alone.
  func openCounts() async throws(StoreError) -> (queued: Int, running: Int) {
    try await read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT COALESCE(SUM(queuedItems), 0), COALESCE(SUM(runningItems), 0) FROM jobs
          WHERE state IN ('queued', 'running')
          """)
      return row.map { ($0[0], $0[1]) } ?? (0, 0)
    }
  }

  /// Items in each state, all jobs together.
  func counts() async throws(StoreError) -> ItemCounts {
    try await read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT COALESCE(SUM(queuedItems), 0), COALESCE(SUM(runningItems), 0), COALESCE(SUM(doneItems), 0),
            COALESCE(SUM(failedItems), 0), COALESCE(SUM(cancelledItems), 0) FROM jobs
          """)
      guard let row else { return ItemCounts() }
      return ItemCounts(queued: row[0], running: row[1], done: row[2], failed: row[3], cancelled: row[4])
    }
  }
}
