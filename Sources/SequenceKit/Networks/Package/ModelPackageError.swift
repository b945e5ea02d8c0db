/// Why a model package cannot be read or written: one sentence that names the file and what is wrong with it.
public struct ModelPackageError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }
}
