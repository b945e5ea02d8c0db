import FoundationEssentials
import GRDB
import PluginAPI
import Synchronization

/// Writes the new jobs of one transaction. What is the same for all of them, how much waits already and the compiled
/// statements, is looked up once; values go into the statements as they are, since thousands of jobs a second may come.
struct JobWriter {
  private let db: Database
  private let limits: Configuration.Limits
  private let texts: ParameterTexts
  private let findKey: Statement
  private let insertJob: Statement
  private let insertItem: Statement
  /// Items that wait or run, of everybody and of those who hand in.
  private var waiting: Int
  private var own: [String: Int] = [:]

  init(_ db: Database, limits: Configuration.Limits, texts: ParameterTexts) throws {
    self.db = db
    self.limits = limits
    self.texts = texts
    findKey = try db.cachedStatement(sql: "SELECT id FROM jobs WHERE owner = ? AND idempotencyKey = ?")
    insertJob = try db.cachedStatement(
      sql: """
        INSERT INTO jobs (task, operation, model, modelDigest, format, parameters, seedBits, owner, label, priority,
          idempotencyKey, submitted, queuedItems, held, deadline, predecessor, isBlocked, receipt,
          state, runningItems, doneItems, failedItems, cancelledItems)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, 0, 0, 0)
        """)
    // One statement for all, since there may be very many.
    insertItem = try db.cachedStatement(
      sql: """
        INSERT INTO items (job, number, text, parameters, state, attempts, remarks) VALUES (?, ?, ?, ?, 'queued', 0, '[]')
        """)
    waiting = try Int.fetchOne(db.cachedStatement(sql: "SELECT COALESCE(SUM(items), 0) FROM backlog")) ?? 0
  }

  /// Writes one job. A refusal comes before anything is written, and leaves the others as they are.
  mutating func insert(_ submission: Submission) throws -> Result<JobRecord, StoreError> {
    do {
      return .success(try insert(submission.job, at: submission.time))
    } catch let error as StoreError {
      return .failure(error)
    }
  }

  private mutating func insert(_ job: NewJob, at time: Double) throws -> JobRecord {
    if let key = job.idempotencyKey, let id = try Int64.fetchOne(findKey, arguments: [job.owner, key]),
      let earlier = try JobRecord.fetchOne(db, key: id)
    {
      return earlier
    }
    try checkRoom(for: job.items.count, of: job.owner)
    let isBlocked = try job.predecessor.map { try isOpen(predecessor: $0, for: job) } ?? false
    let seedBits = Int64(bitPattern: job.seed)
    try insertJob.execute(arguments: [
      job.task, job.operation.rawValue, job.model, job.modelDigest, job.format,
      try texts.text(of: job.parameters, task: job.task), seedBits, job.owner, job.label, job.priority,
      job.idempotencyKey, time, job.items.count, job.held, job.deadline, job.predecessor, isBlocked, job.receipt,
    ])
    let id = db.lastInsertedRowID
    for (number, item) in job.items.enumerated() {
      try insertItem.execute(arguments: [id, number, item.text, try item.parameters.map { try texts.encode($0) }])
    }
    waiting += job.items.count
    own[job.owner, default: 0] += job.items.count
    return JobRecord(
      id: id, task: job.task, operation: job.operation, model: job.model, modelDigest: job.modelDigest,
      format: job.format, parameters: job.parameters, seedBits: seedBits, owner: job.owner, label: job.label,
      priority: job.priority, idempotencyKey: job.idempotencyKey, state: .queued, submitted: time, started: nil,
      finished: nil, queuedItems: job.items.count, runningItems: 0, doneItems: 0, failedItems: 0, cancelledItems: 0,
      held: job.held, deadline: job.deadline, predecessor: job.predecessor, isBlocked: isBlocked, receipt: job.receipt)
  }

  /// The limits on waiting and running items, for refusals.
  private mutating func checkRoom(for wanted: Int, of owner: String) throws {
    guard waiting + wanted <= limits.queuedItems else {
      throw StoreError.full(waiting: waiting, wanted: wanted, limit: limits.queuedItems)
    }
    let own = try own[owner] ?? backlog(of: owner)
    self.own[owner] = own
    guard own + wanted <= limits.itemsPerOwner else {
      throw StoreError.ownerFull(owner: owner, waiting: own, wanted: wanted, limit: limits.itemsPerOwner)
    }
  }

  private func backlog(of owner: String) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT items FROM backlog WHERE owner = ?"), arguments: [owner]) ?? 0
  }

  /// Whether the job that a new one is to follow has not ended yet.
  /// - Throws: when there is none, or it can no longer be done.
  private func isOpen(predecessor: Int64, for job: NewJob) throws -> Bool {
    let earlier = try JobRecord.fetchOne(db, key: predecessor)
    // Another's job is one that is not there.
    let state = earlier.flatMap { job.mayFollowOthers || $0.owner == job.owner ? $0.state : nil }
    guard let state, !state.isFinal || state == .done else {
      throw StoreError.noPredecessor(job: predecessor, state: state)
    }
    return !state.isFinal
  }
}

/// Parameters as the database keeps them. Most jobs of a task have the same, so the last text of each is kept.
final class ParameterTexts: Sendable {
  private typealias Entry = (parameters: [String: ParameterValue], text: String)

  /// Longer ones hold a file, and no two jobs the same.
  private static let longest = 8192
  private let last = Mutex<[String: Entry]>([:])

  /// The JSON of a job's parameters, as `JobRecord` reads it.
  func text(of parameters: [String: ParameterValue], task: String) throws -> String {
    if let entry = last.withLock({ $0[task] }), entry.parameters == parameters { return entry.text }
    let text = try encode(parameters)
    if text.utf8.count <= Self.longest { last.withLock { $0[task] = (parameters, text) } }
    return text
  }

  /// The same for parameters that are not expected again.
  func encode(_ parameters: [String: ParameterValue]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(parameters), as: UTF8.self)
  }
}
