import FoundationEssentials
import GRDB
import PluginAPI

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
      try await write { db in try group.map { try self.insert($0, in: db) } }
    }
  }

  /// Writes one job of a group. A refusal comes before anything is written, and leaves the others as they are.
  private func insert(_ submission: Submission, in db: Database) throws -> Result<JobRecord, StoreError> {
    do {
      return .success(try insert(submission.job, at: submission.time, in: db))
    } catch let error as StoreError {
      return .failure(error)
    }
  }

  private func insert(_ job: NewJob, at time: Double, in db: Database) throws -> JobRecord {
    if let key = job.idempotencyKey,
      let earlier = try JobRecord.fetchOne(
        db.cachedStatement(sql: "SELECT * FROM jobs WHERE owner = ? AND idempotencyKey = ?"),
        arguments: [job.owner, key])
    {
      return earlier
    }
    try checkRoom(for: job.items.count, of: job.owner, in: db)
    let isBlocked = try job.predecessor.map { try Self.isOpen(predecessor: $0, for: job, in: db) } ?? false
    var record = JobRecord(
      id: nil, task: job.task, operation: job.operation, model: job.model, modelDigest: job.modelDigest,
      format: job.format,
      parameters: job.parameters, seedBits: Int64(bitPattern: job.seed), owner: job.owner, label: job.label,
      priority: job.priority,
      idempotencyKey: job.idempotencyKey, state: .queued, submitted: time, started: nil, finished: nil,
      queuedItems: job.items.count, runningItems: 0, doneItems: 0, failedItems: 0, cancelledItems: 0,
      held: job.held, deadline: job.deadline, predecessor: job.predecessor, isBlocked: isBlocked,
      receipt: job.receipt)
    try record.insert(db)
    let id = db.lastInsertedRowID
    // One statement for all, since there may be very many.
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO items (job, number, text, parameters, state, attempts, remarks) VALUES (?, ?, ?, ?, 'queued', 0, '[]')
        """)
    for (number, item) in job.items.enumerated() {
      try statement.execute(arguments: [id, number, item.text, try item.parameters.map { try Self.json($0) }])
    }
    return record
  }

  /// As `ItemRecord` reads it.
  private static func json(_ parameters: [String: ParameterValue]) throws -> String {
    String(decoding: try JSONEncoder().encode(parameters), as: UTF8.self)
  }

  /// Whether the job that a new one is to follow has not ended yet.
  /// - Throws: when there is none, or it can no longer be done.
  private static func isOpen(predecessor: Int64, for job: NewJob, in db: Database) throws -> Bool {
    let earlier = try JobRecord.fetchOne(db, key: predecessor)
    // Another's job is one that is not there.
    let state = earlier.flatMap { job.mayFollowOthers || $0.owner == job.owner ? $0.state : nil }
    guard let state, !state.isFinal || state == .done else {
      throw StoreError.noPredecessor(job: predecessor, state: state)
    }
    return !state.isFinal
  }

  func job(_ id: Int64) async throws(StoreError) -> JobRecord? {
    try await read { db in try JobRecord.fetchOne(db, key: id) }
  }

  /// The latest jobs, newest first; only those in `states`, unless it is empty, of a task, a user and with a label.
  func jobs(
    states: [JobState], task: String?, owner: String?, label: String? = nil, limit: Int
  ) async throws(StoreError) -> [JobRecord] {
    try await read { db in
      var request = JobRecord.order(Column("id").desc).limit(limit)
      if !states.isEmpty { request = request.filter(states.map(\.rawValue).contains(Column("state"))) }
      if let task { request = request.filter(Column("task") == task) }
      if let owner { request = request.filter(Column("owner") == owner) }
      if let label { request = request.filter(Column("label") == label) }
      return try request.fetchAll(db)
    }
  }

  func item(_ key: ItemKey) async throws(StoreError) -> ItemRecord? {
    try await read { db in
      try ItemRecord.fetchOne(
        db, sql: "SELECT * FROM items WHERE job = ? AND number = ?", arguments: [key.job, key.number])
    }
  }

  /// Items of a job in order, `limit` of them from number `first` on.
  func items(of job: Int64, from first: Int = 0, limit: Int) async throws(StoreError) -> [ItemRecord] {
    try await read { db in
      try ItemRecord.fetchAll(
        db, sql: "SELECT * FROM items WHERE job = ? AND number >= ? ORDER BY number LIMIT ?",
        arguments: [job, first, limit])
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
