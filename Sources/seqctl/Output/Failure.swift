import Wire
import ZMQ

/// What a command ends with.
enum CommandStatus: Int32, Sendable {
  case done = 0
  case failed = 1
  /// The request is not valid: usage, unknown names, text that cannot be written.
  case invalid = 2
  case unreachable = 3
  /// Full, not allowed, no model yet.
  case refused = 4
  case cancelled = 5
  /// Ctrl-C: by custom 128 and the signal's number.
  case interrupted = 130

  /// That of a job which has ended.
  init(_ state: RunState) {
    switch state {
    case .queued, .running, .done: self = .done
    case .failed: self = .failed
    case .cancelled: self = .cancelled
    }
  }
}

/// Why a command cannot go on: what was wrong, where, and what to do.
struct Failure: Error, Sendable, Equatable {
  var status: CommandStatus
  var message: String
  var advice: String?
  /// For machines.
  var code: String

  init(_ status: CommandStatus, _ message: String, advice: String? = nil, code: String? = nil) {
    self.status = status
    self.message = message
    self.advice = advice
    self.code = code ?? "\(status)"
  }

  init(_ error: WireError) {
    self.init(
      CommandStatus(rawValue: error.code.exitCode) ?? .failed, error.message, advice: error.advice,
      code: error.code.rawValue)
  }

  init(_ error: ZMQError) {
    self.init(.unreachable, error.message)
  }

  /// The line for people, without the program's name.
  var sentence: String { advice.map { "\(message); \($0)" } ?? message }

  /// The object for machines.
  var report: Report { Report(error: .init(code: code, message: message, advice: advice)) }

  struct Report: Encodable {
    struct Fields: Encodable {
      var code: String
      var message: String
      var advice: String?
    }
    var error: Fields
  }
}
