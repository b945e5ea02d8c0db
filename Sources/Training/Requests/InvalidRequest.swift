import Networks

/// A request that cannot be carried out as it stands; one sentence that says what, where and what to do.
public struct InvalidRequest: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension InvalidRequest {
  /// Refuses a folder that a model package may not be written to, before there is work for it.
  static func checkTarget(_ folder: String) throws(InvalidRequest) {
    do throws(ModelPackageError) { try ModelPackage.checkTarget(folder) } catch { throw InvalidRequest("\(error)") }
  }
}
