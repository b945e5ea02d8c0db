/// Why a request was not carried out: the reply of type `error`.
public struct WireError: Error, Codable, Sendable, Equatable, CustomStringConvertible {
  public var code: Code
  /// One sentence: what was wrong, and where.
  public var message: String
  /// What to do about it; nil where the message says it.
  public var advice: String?
  /// With `version-mismatch`: the versions that the daemon speaks.
  public var versions: [Int]?

  public init(_ code: Code, _ message: String, advice: String? = nil, versions: [Int]? = nil) {
    self.code = code
    self.message = message
    self.advice = advice
    self.versions = versions
  }

  public var description: String { advice.map { "\(message); \($0)" } ?? message }

  public enum Code: String, Codable, Sendable, CaseIterable {
    /// The message is not JSON, lacks a field, or a value is of a wrong type or out of range.
    case invalidRequest = "invalid-request"
    /// The request's `type` is none that this daemon knows.
    case unknownRequest = "unknown-request"
    case unknownTask = "unknown-task"
    case unknownModel = "unknown-model"
    case unknownJob = "unknown-job"
    case unknownItem = "unknown-item"
    /// Parts of a model were sent that was not announced, or has been given up.
    case unknownUpload = "unknown-upload"
    /// A text, a list or a message is over a bound.
    case tooLarge = "too-large"
    /// There is no usable model for the task yet.
    case noModel = "no-model"
    /// The connection has not said who it belongs to: `hello` first.
    case unknownClient = "unknown-client"
    /// The queue is full.
    case full
    /// Not allowed to this client, or in this state.
    case refused
    /// The result is asked for, or the job is to be removed, before it has ended.
    case notFinished = "not-finished"
    /// The result is asked for, but the item failed; the message says why.
    case failed
    /// The result is asked for, but the item was cancelled.
    case cancelled
    /// The daemon is going down; it takes requests again once it is back.
    case stopping
    /// Request and daemon speak different versions of the protocol.
    case versionMismatch = "version-mismatch"
    /// The daemon failed; its log has the details.
    case `internal`

    /// A code that a later daemon added is read as `internal`: the message still says what happened.
    public init(from decoder: any Decoder) throws {
      self = Code(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .internal
    }

    /// The exit code that a command-line client ends with.
    public var exitCode: Int32 {
      switch self {
      case .failed, .notFinished, .unknownUpload, .internal: 1
      case .invalidRequest, .unknownRequest, .unknownTask, .unknownModel, .unknownJob, .unknownItem, .tooLarge: 2
      case .stopping, .versionMismatch, .unknownClient: 3
      case .noModel, .full, .refused: 4
      case .cancelled: 5
      }
    }
  }
}
