extension Request {
  /// Forgets a job that has ended, its results included.
  public struct Remove: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}

extension Reply {
  /// The answer to `remove`.
  public struct Removed: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}
