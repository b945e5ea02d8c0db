/// Why the engine did not run a sequence to its end.
public struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The request does not fit the model.
    case invalidRequest
    /// The engine was stopped.
    case stopped
  }
  public var code: Code
  public var message: String

  static let stopped = EngineError(code: .stopped, message: "The engine was stopped before the sequence ended")

  static func invalid(_ message: String) -> EngineError { EngineError(code: .invalidRequest, message: message) }

  public var description: String { message }
}
