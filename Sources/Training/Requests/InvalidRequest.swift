/// A request that cannot be carried out as it stands; one sentence that says what, where and what to do.
public struct InvalidRequest: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
