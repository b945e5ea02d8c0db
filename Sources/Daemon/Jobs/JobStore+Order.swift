import GRDB

/// Holding jobs back, giving them up, and letting one follow another.
extension JobStore {
  /// What a change that ends items gives: the jobs it touched, and items that have to be interrupted.
  struct Endings: Sendable {
    var jobs: [JobRecord] = []
    var running: [ItemKey] = []
  }

  /// Holds a job, so that nothing more of it is started, or releases it. Without effect on a job that has ended.
  /// - Returns: the job; nil when there is none.
  func hold(_ id: Int64, _ held: Bool) async throws(StoreError) -> JobRecord? {
    try await write { db in
      guard var job = try JobRecord.fetchOne(db, key: id) else { return nil }
      if !job.state.isFinal, job.held != held {
        job.held = held
        try job.update(db)
      }
      return job
    }
  }

  /// Gives up what has not ended of the jobs whose deadline has come.
  func expire(at time: Double) async throws(StoreError) -> Endings {
    try await write { db in
      var endings = Endings()
      let late = try Int64.fetchAll(
        db, sql: "SELECT id FROM jobs WHERE deadline <= ? AND finished IS NULL", arguments: [time])
      for id in late {
        guard var job = try JobRecord.fetchOne(db, key: id) else { continue }
        endings.running += try self.moveOpen(
          of: &job, to: .failed, because: "the deadline came before the item had ended", at: time, in: db)
        endings.jobs.append(job)
      }
      return endings
    }
  }

  /// When the next deadline comes; nil when no open job has one.
  func nextDeadline() async throws(StoreError) -> Double? {
    try await read { db in
      try Double.fetchOne(db, sql: "SELECT MIN(deadline) FROM jobs WHERE deadline IS NOT NULL AND finished IS NULL")
    }
  }

  /// When the oldest job was submitted that has items which wait; nil when nothing waits.
  func oldestWaiting() async throws(StoreError) -> Double? {
    try await read { db in
      try Double.fetchOne(
        db, sql: "SELECT MIN(submitted) FROM jobs WHERE queuedItems > 0 AND NOT held AND NOT isBlocked")
    }
  }

  /// Items that come before a job's own: those of jobs with a higher priority, and of older ones with the same.
  func itemsAhead(of job: JobRecord) async throws(StoreError) -> Int {
    try await read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT COALESCE(SUM(queuedItems + runningItems), 0) FROM jobs WHERE state IN ('queued', 'running')
            AND NOT held AND NOT isBlocked AND (priority > ? OR priority = ? AND id < ?)
          """, arguments: [job.priority, job.priority, job.id ?? 0]) ?? 0
    }
  }

  /// Lets the jobs that follow one which has just ended begin, or cancels them if it was not done, and so on with those
  /// that follow them: a chain may be as long as the queue.
  func settleFollowers(of job: JobRecord, at time: Double, in db: Database) throws {
    var ended = [job]
    while let first = ended.popLast() {
      let followers = try JobRecord.fetchAll(
        db.cachedStatement(sql: "SELECT * FROM jobs WHERE predecessor = ? AND isBlocked"), arguments: [first.id])
      for var follower in followers {
        follower.isBlocked = false
        try follower.update(db)
        guard first.state != .done else { continue }
        _ = try endOpen(
          of: &follower, as: .cancelled,
          because: "the job \(first.id ?? 0), which this one was to follow, is \(first.state)", at: time, in: db)
        ended.append(follower)
      }
    }
  }

  /// The jobs that follow one.
  func followers(of job: Int64) async throws(StoreError) -> [JobRecord] {
    try await read { db in
      try JobRecord.fetchAll(
        db, sql: "SELECT * FROM jobs WHERE predecessor = ?", arguments: [job])
    }
  }

  /// Jobs that are named at once as having outlived their time.
  static let outlivedAtOnce = 1000

  /// Jobs that ended before a time, at most `outlivedAtOnce`, and the oldest beyond so many bytes of results; oldest first.
  func outlived(before time: Double?, beyond bytes: Int?) async throws(StoreError) -> [Int64] {
    try await read { db in
      var ids: [Int64] = []
      if let time {
        ids = try Int64.fetchAll(
          db, sql: "SELECT id FROM jobs WHERE finished < ? ORDER BY finished LIMIT ?",
          arguments: [time, Self.outlivedAtOnce])
      }
      guard let bytes else { return ids }
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT jobs.id, SUM(artifactBytes) FROM jobs JOIN items ON items.job = jobs.id
          WHERE finished IS NOT NULL AND artifactBytes IS NOT NULL GROUP BY jobs.id ORDER BY finished DESC
          """)
      var sum = 0
      let known = Set(ids)
      for row in rows {
        sum += row[1] as Int
        if sum > bytes, !known.contains(row[0]) { ids.append(row[0]) }
      }
      return ids
    }
  }
}
