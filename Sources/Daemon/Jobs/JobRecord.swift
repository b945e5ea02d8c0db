import GRDB
import PluginAPI

/// A job as the store keeps it.
struct JobRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "jobs"

  var id: Int64?
  var task: String
  var operation: TaskOperation
  var model: String
  /// The model package that was in place when the job was accepted; the job runs with this one or not at all.
  var modelDigest: String
  var format: String
  var parameters: [String: ParameterValue]
  /// Bit pattern of the seed: SQLite's integers are signed.
  var seedBits: Int64
  var owner: String
  var label = ""
  /// Larger runs earlier.
  var priority: Int
  var idempotencyKey: String?
  var state: JobState
  /// Seconds since 1970.
  var submitted: Double
  var started: Double?
  var finished: Double?
  var queuedItems: Int
  var runningItems: Int
  var doneItems: Int
  var failedItems: Int
  var cancelledItems: Int
  /// Whether nothing of it is started until it is released.
  var held = false
  /// Seconds since 1970 at which what has not ended is given up.
  var deadline: Double?
  /// The job that it follows.
  var predecessor: Int64?
  /// Whether that has not ended yet.
  var isBlocked = false
  /// Whether its results carry receipts.
  var receipt = true

  var seed: UInt64 { UInt64(bitPattern: seedBits) }

  /// The same with texts among its parameters cut after so many Unicode scalars.
  func excerpt(_ longest: Int) -> JobRecord {
    var record = self
    record.parameters = parameters.mapValues { value in
      guard case .string(let text) = value,
        let end = text.unicodeScalars.index(text.startIndex, offsetBy: longest, limitedBy: text.endIndex),
        end < text.endIndex
      else { return value }
      return .string(String(text.unicodeScalars[..<end]) + "…")
    }
    return record
  }

  var counts: ItemCounts {
    get {
      ItemCounts(
        queued: queuedItems, running: runningItems, done: doneItems, failed: failedItems, cancelled: cancelledItems)
    }
    set {
      queuedItems = newValue.queued
      runningItems = newValue.running
      doneItems = newValue.done
      failedItems = newValue.failed
      cancelledItems = newValue.cancelled
    }
  }

  /// What changes while it is carried out.
  static let progress = [
    "state", "started", "finished", "queuedItems", "runningItems", "doneItems", "failedItems", "cancelledItems",
  ]

  mutating func didInsert(_ inserted: InsertionSuccess) {
    id = inserted.rowID
  }
}

/// One item of a job as the store keeps it.
struct ItemRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "items"

  var job: Int64
  /// Position within the job, from 0.
  var number: Int
  var text: String
  /// What of the item's parameters differs from the job's, or all of them where an older daemon wrote them; see
  /// `JobRecord.parameters(of:)`.
  var parameters: [String: ParameterValue]?
  var state: JobState
  /// How often the item was started without coming to an end.
  var attempts: Int
  /// Why it failed.
  var error: String?
  /// What the plugin has to say about the artifact.
  var remarks: [String]
  /// Size in bytes and SHA-256 of the artifact, once done.
  var artifactBytes: Int?
  var artifactDigest: String?
  /// Whether the artifact's receipt is to be given beside it, since its bytes do not carry it.
  var receiptBeside = false

  /// What changes while it is carried out.
  static let progress = [
    "state", "attempts", "error", "remarks", "artifactBytes", "artifactDigest", "receiptBeside",
  ]

  var key: ItemKey { ItemKey(job: job, number: number) }
}

extension JobRecord {
  /// An item's parameters: the job's, and what is the item's own.
  func parameters(of item: ItemRecord) -> [String: ParameterValue] {
    guard let own = item.parameters else { return parameters }
    return parameters.merging(own) { $1 }
  }
}
