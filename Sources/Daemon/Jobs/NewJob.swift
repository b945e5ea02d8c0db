import PluginAPI

/// A checked request on its way into the store.
struct NewJob: Sendable {
  var task: String
  var operation = TaskOperation.generate
  var model: String
  var modelDigest: String
  var format: String
  var parameters: [String: ParameterValue]
  var seed: UInt64
  var owner: String
  var label = ""
  /// Whether it may follow a job of another user.
  var mayFollowOthers = false
  var priority: Int
  var idempotencyKey: String?
  var held = false
  /// Seconds since 1970.
  var deadline: Double?
  /// The job that must be done before this one begins.
  var predecessor: Int64?
  /// Whether its results say how they came about.
  var receipt = true
  var items: [Item]

  struct Item: Sendable {
    /// Empty where the task takes none.
    var text: String
    /// Those of the item's parameters that differ from the job's; nil where none does.
    var parameters: [String: ParameterValue]?
  }
}

/// An item that was claimed: everything that fixes its bytes.
struct Claim: Sendable {
  var key: ItemKey
  var task: String
  var operation: TaskOperation
  var model: String
  var modelDigest: String
  var format: String
  var parameters: [String: ParameterValue]
  var text: String
  var seed: UInt64
  var priority: Int
  /// Whether the artifact is to say how it came about.
  var receipt: Bool
  /// When its job was accepted, in seconds since 1970.
  var submitted: Double
  /// Earlier starts that did not come to an end.
  var earlierAttempts: Int
}

/// Names one item.
struct ItemKey: Sendable, Hashable {
  var job: Int64
  var number: Int
}

/// How a claimed item ended.
enum ItemOutcome: Sendable {
  /// - Parameter receiptBeside: whether the artifact is to have a receipt that its bytes do not carry.
  case done(bytes: Int, digest: String, receiptBeside: Bool = false, remarks: [String])
  case failed(String)
}
