extension Request {
  /// Keeps a job from starting anything more, until it is released. Without effect on a job that has ended.
  public struct Hold: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }

  /// Lets a job that was held go on.
  public struct Release: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}

extension Reply {
  /// The answer to `hold` and `release`: where the job stands now. What runs already goes on.
  public struct Holding: Codable, Sendable, Equatable {
    public var job: String
    public var state: RunState
    public var held: Bool

    public init(job: String, state: RunState, held: Bool) {
      self.job = job
      self.state = state
      self.held = held
    }
  }
}
