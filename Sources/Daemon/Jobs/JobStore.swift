import GRDB

/// Why the store refused or could not do something.
enum StoreError: Error, CustomStringConvertible {
  /// The database was written by a newer seqd.
  case newerSchema(path: String)
  /// Too much waits already.
  case full(waiting: Int, wanted: Int, limit: Int)
  /// Too much of one user waits already.
  case ownerFull(owner: String, waiting: Int, wanted: Int, limit: Int)
  /// The job that another was to follow is gone, or can no longer be done.
  case noPredecessor(job: Int64, state: JobState?)
  /// The database's file is not as it was written.
  case damaged(path: String, reason: String)
  /// The disk or the database did not do its part.
  case unavailable(path: String, reason: String)

  var description: String {
    switch self {
    case .newerSchema(let path):
      "the job database \(path) was written by a newer seqd than this one; install that version again, "
        + "or choose another state directory with --state"
    case .full(let waiting, let wanted, let limit):
      "the queue is full: \(waiting) items wait or run, \(wanted) more would exceed the limit of \(limit); "
        + "try again later, or raise limits.queued-items"
    case .ownerFull(let owner, let waiting, let wanted, let limit):
      "\(owner) has \(waiting) items that wait or run, \(wanted) more would exceed the limit of \(limit) for one user; "
        + "try again once some have ended, cancel some, or have limits.items-per-owner raised"
    case .noPredecessor(let job, let state):
      state.map { "the job \(job), which this one was to follow, is \($0)" }
        ?? "there is no job \(job) that this one could follow"
    case .damaged(let path, let reason):
      "the job database \(path) is damaged (\(reason)); put a copy that is sound in its place, save what can be saved with "
        + "'sqlite3 \(path) .recover', or move it away with its -wal to begin with an empty queue; results stay either way"
    case .unavailable(let path, let reason):
      "the job database \(path) cannot be used: \(reason)"
    }
  }
}

/// The durable queue: every accepted job, in one SQLite database.
///
/// WAL with `synchronous=FULL`: when a method that changes something returns, the change is on disk. Changes of state
/// go through `move`, and nowhere else.
final class JobStore: Sendable {
  let path: String
  let submissions = GroupCommit<Submission, JobRecord>()
  private let pool: DatabasePool
  let limits: @Sendable () -> Configuration.Limits
  let parameterTexts = ParameterTexts()

  /// Opens or makes the database and brings its schema up to date.
  /// - Parameter limits: how much may wait or run at once; asked anew each time.
  init(path: String, limits: @autoclosure @escaping @Sendable () -> Configuration.Limits) throws(StoreError) {
    self.path = path
    self.limits = limits
    do {
      var configuration = GRDB.Configuration()
      configuration.label = "jobs"
      configuration.busyMode = .timeout(10)
      pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read(Self.checkSoundness)
      let migrator = Schema.migrator
      if try pool.read(migrator.hasBeenSuperseded) { throw StoreError.newerSchema(path: path) }
      try migrator.migrate(pool)
      try pool.writeWithoutTransaction { db in
        // GRDB's pool sets NORMAL, which may lose the last transactions when the power goes.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // Pages of the log before it is folded in, 16 MiB: the more there are, the more often a page has changed again.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
      }
    } catch {
      throw Self.wrap(error, path: path)
    }
  }

  /// Runs one transaction; when it returns, its changes are on disk.
  func write<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    // A task of its own: GRDB gives up a write whose task is cancelled, and an end must be recorded all the same.
    let pool = pool
    do {
      return try await Task { try await pool.write(body) }.value
    } catch {
      throw Self.wrap(error, path: path)
    }
  }

  /// Runs one transaction on the caller's thread, which must be one that may wait.
  func writeHere<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try pool.write(body)
    } catch {
      throw Self.wrap(error, path: path)
    }
  }

  /// Reads on the caller's thread.
  func readHere<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try pool.read(body)
    } catch {
      throw Self.wrap(error, path: path)
    }
  }

  /// Reads from one consistent snapshot.
  func read<Value: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    do {
      return try await pool.read(body)
    } catch {
      throw Self.wrap(error, path: path)
    }
  }

  /// Folds the WAL into the database and closes the connections.
  func close() {
    // A reader still open only leaves the WAL file behind, which the next start reads.
    _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    try? pool.close()
  }

  /// Jobs get numbers above this one, if there were none so far: what stands in the results' folder of a database that
  /// is gone is nobody else's.
  func beginNumbers(above number: Int64) async throws(StoreError) {
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs', ?
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'jobs')
          """, arguments: [number])
    }
  }

  /// Reads the whole database once: a page that went bad is found before anything builds on it.
  private static func checkSoundness(_ db: Database) throws {
    let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
    guard verdict == "ok" else { throw Damage(reason: "\(verdict.split(separator: "\n").last ?? "")") }
  }

  private struct Damage: Error { var reason: String }

  static func wrap(_ error: any Error, path: String) -> StoreError {
    if let error = error as? StoreError { return error }
    if let damage = error as? Damage { return .damaged(path: path, reason: damage.reason) }
    if let error = error as? DatabaseError, [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
      return .damaged(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
    return .unavailable(path: path, reason: "\(error)")
  }
}
