import GRDB

/// What the scheduler does to items.
extension JobStore {
  /// Starts after which an item that never came to an end is set aside.
  static let attemptsLimit = 3
  /// Items with so many unfinished starts run with nothing beside them, so that only the culprit is set aside.
  static let attemptsBeforeIsolation = 2

  /// Takes up to `limit` waiting items: highest priority first; among equals from the owner with the fewest items
  /// running, of their jobs from the one with the nearest deadline, then the one with the fewest items running, then the
  /// oldest. Each start is counted here, before the item can do any harm.
  ///
  /// - Parameter alone: whether nothing runs now. An item under suspicion is given only then, and by itself; until then
  ///   nothing is given, so that it gets its turn.
  func claim(limit: Int, alone: Bool, at time: Double) async throws(StoreError) -> [Claim] {
    try await write { db in
      var jobs: [Int64: JobRecord] = [:]
      if let suspect = try Self.nextSuspect(db) {
        return alone ? [try self.start(suspect, among: &jobs, at: time, in: db)] : []
      }
      return try Self.nextItems(limit, db).map { try self.start($0, among: &jobs, at: time, in: db) }
    }
  }

  /// After a start: what the old process left running waits again, or is set aside after too many crashes.
  /// - Parameter crashed: whether that process went down by its own fault, and one of these items may be the culprit. A
  ///   start that ended otherwise does not count.
  /// - Returns: the items that wait again, and those that were set aside.
  func recover(
    at time: Double, crashed: Bool
  ) async throws(StoreError) -> (requeued: [ItemKey], setAside: [ItemKey]) {
    try await write { db in
      var requeued: [ItemKey] = []
      var setAside: [ItemKey] = []
      for var item in try ItemRecord.fetchAll(db, sql: Self.everyRunningItem) {
        if !crashed { item.attempts = max(0, item.attempts - 1) }
        if item.attempts >= Self.attemptsLimit {
          item.error = "set aside: the daemon went down \(item.attempts) times while this item was running"
          try self.move(&item, to: .failed, at: time, in: db)
          setAside.append(item.key)
        } else {
          try self.move(&item, to: .queued, at: time, in: db)
          requeued.append(item.key)
        }
      }
      return (requeued, setAside)
    }
  }

  static let everyRunningItem = "SELECT * FROM items WHERE state = 'running' ORDER BY job, number"

  @discardableResult
  func move(
    _ item: inout ItemRecord, to state: JobState, at time: Double, in db: Database
  ) throws -> JobRecord {
    var jobs: [Int64: JobRecord] = [:]
    return try move(&item, to: state, among: &jobs, at: time, in: db)
  }

  /// The only place, beside `moveOpen`, where an item, and through it its job, changes state.
  /// - Parameter jobs: those that this transaction has read already: what a job's items have in common may be large, and a
  ///   transaction may have hundreds of them.
  @discardableResult
  func move(
    _ item: inout ItemRecord, to state: JobState, among jobs: inout [Int64: JobRecord], at time: Double,
    in db: Database
  ) throws -> JobRecord {
    precondition(item.state.mayBecome(state), "an item cannot go from \(item.state) to \(state)")
    guard var job = try jobs[item.job] ?? JobRecord.fetchOne(db, key: item.job) else {
      throw StoreError.unavailable(path: path, reason: "item \(item.number) belongs to job \(item.job), which is gone")
    }
    job.counts[item.state] -= 1
    job.counts[state] += 1
    item.state = state
    if state == .running, job.started == nil { job.started = time }
    try item.update(db, columns: ItemRecord.progress)
    try settle(&job, at: time, in: db)
    jobs[item.job] = job
    if job.state.isFinal { try settleFollowers(of: job, at: time, in: db) }
    return job
  }

  /// Moves all items of a job that have not ended to a final state, at once: there may be very many.
  /// - Parameter reason: why they failed, or were cancelled by something else than a person.
  /// - Returns: those of them that are running.
  func moveOpen(
    of job: inout JobRecord, to state: JobState, because reason: String? = nil, at time: Double, in db: Database
  ) throws -> [ItemKey] {
    let running = try endOpen(of: &job, as: state, because: reason, at: time, in: db)
    if job.state.isFinal { try settleFollowers(of: job, at: time, in: db) }
    return running
  }

  /// The same, without a look at the jobs that follow it.
  func endOpen(
    of job: inout JobRecord, as state: JobState, because reason: String?, at time: Double, in db: Database
  ) throws -> [ItemKey] {
    precondition(JobState.queued.mayBecome(state) && JobState.running.mayBecome(state) && state.isFinal)
    let id = job.id ?? 0
    let running = try Int.fetchAll(
      db, sql: "SELECT number FROM items WHERE job = ? AND state = 'running' ORDER BY number", arguments: [id])
    try db.execute(
      sql: """
        UPDATE items SET state = ?, error = COALESCE(?, error) WHERE job = ? AND state IN ('queued', 'running')
        """, arguments: [state.rawValue, reason, id])
    let moved = db.changesCount
    guard moved > 0 else { return [] }
    precondition(moved == job.counts.queued + job.counts.running, "the counts of job \(id) are not those of its items")
    job.counts[state] += moved
    (job.counts.queued, job.counts.running) = (0, 0)
    try settle(&job, at: time, in: db)
    return running.map { ItemKey(job: id, number: $0) }
  }

  /// Gives a job the state that follows from its counts, and writes both.
  private func settle(_ job: inout JobRecord, at time: Double, in db: Database) throws {
    let state = job.counts.jobState
    precondition(state == job.state || job.state.mayBecome(state))
    job.state = state
    if state.isFinal { job.finished = time }
    try job.update(db, columns: JobRecord.progress)
  }

  private func start(
    _ item: ItemRecord, among jobs: inout [Int64: JobRecord], at time: Double, in db: Database
  ) throws -> Claim {
    var item = item
    let earlier = item.attempts
    item.attempts += 1
    let job = try move(&item, to: .running, among: &jobs, at: time, in: db)
    return Claim(
      key: item.key, task: job.task, operation: job.operation, model: job.model, modelDigest: job.modelDigest,
      format: job.format, parameters: job.parameters(of: item),
      text: item.text, seed: ItemSeed.derive(job.seed, item: item.number), priority: job.priority,
      receipt: job.receipt, submitted: job.submitted, earlierAttempts: earlier)
  }

  static func item(_ key: ItemKey, in db: Database) throws -> ItemRecord? {
    try ItemRecord.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM items WHERE job = ? AND number = ?"), arguments: [key.job, key.number])
  }

  private static func nextItems(_ limit: Int, _ db: Database) throws -> [ItemRecord] {
    var items: [ItemRecord] = []
    var share = try FairShare(db)
    var above = Int.max
    while items.count < limit, let priority = try nextPriority(below: above, db) {
      above = priority
      let candidates = try candidates(priority: priority, limit: limit - items.count, db)
      let order = share.divide(limit - items.count, among: candidates)
      var waiting = try Dictionary(grouping: order, by: \.self).mapValues { picks in
        try Self.waitingItems(of: picks[0], limit: picks.count, db)
      }
      // One whose items are under suspicion has fewer to give than it seemed.
      items += order.compactMap { waiting[$0]?.popFirst() }
    }
    return items
  }

  private static func waitingItems(of job: Int64, limit: Int, _ db: Database) throws -> ArraySlice<ItemRecord> {
    let statement = try db.cachedStatement(
      sql: """
        SELECT * FROM items WHERE job = ? AND state = 'queued' AND attempts < ? ORDER BY attempts, number LIMIT ?
        """)
    return try ItemRecord.fetchAll(statement, arguments: [job, attemptsBeforeIsolation, limit])[...]
  }

  // Queries that step from one owner, or priority, to the next: with many jobs waiting, a claim must not look at all.

  private static func nextPriority(below bound: Int, _ db: Database) throws -> Int? {
    try Int.fetchOne(
      db.cachedStatement(
        sql: "SELECT priority FROM jobs WHERE \(isClaimable) AND priority < ? ORDER BY priority DESC LIMIT 1"),
      arguments: [bound])
  }

  /// Of each owner as many jobs as could be chosen, in the order of `FairShare.Candidate.rank`.
  private static func candidates(priority: Int, limit: Int, _ db: Database) throws -> [FairShare.Candidate] {
    var found: [FairShare.Candidate] = []
    var owner = try String.fetchOne(
      db, sql: "SELECT owner FROM jobs WHERE \(isClaimable) AND priority = ? ORDER BY owner LIMIT 1",
      arguments: [priority])
    while let name = owner {
      found += try FairShare.Candidate.fetchAll(db, sql: candidatesOfAnOwner, arguments: [priority, name, limit])
      owner = try String.fetchOne(
        db, sql: "SELECT owner FROM jobs WHERE \(isClaimable) AND priority = ? AND owner > ? ORDER BY owner LIMIT 1",
        arguments: [priority, name])
    }
    return found
  }

  /// Arguments are priority, owner and limit.
  static let candidatesOfAnOwner = """
    SELECT id, owner, deadline, runningItems, queuedItems FROM jobs
    WHERE \(isClaimable) AND priority = ? AND owner = ?
    ORDER BY COALESCE(deadline, 1e300), runningItems, id LIMIT ?
    """

  /// Whether items of a job may be started; the words of the index `jobsWaiting`.
  private static let isClaimable = "queuedItems > 0 AND NOT held AND NOT isBlocked"

  private static func nextSuspect(_ db: Database) throws -> ItemRecord? {
    try ItemRecord.fetchOne(db.cachedStatement(sql: suspectedItem))
  }

  /// The number stands in the query itself, since it is one of the index `itemsSuspected` too.
  static let suspectedItem = """
    SELECT items.* FROM items JOIN jobs ON jobs.id = items.job
    WHERE items.state = 'queued' AND items.attempts >= \(attemptsBeforeIsolation) AND NOT held AND NOT isBlocked
    ORDER BY items.job, items.number LIMIT 1
    """
}
