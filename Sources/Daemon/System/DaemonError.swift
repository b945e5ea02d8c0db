/// A failure outside of any request: one sentence that says what, where and what to do.
public struct DaemonError: Error, Sendable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}
