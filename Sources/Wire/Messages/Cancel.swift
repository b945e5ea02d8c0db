extension Request {
  /// Ends a job early; results that are there stay. Without effect on a job that has ended.
  public struct Cancel: Codable, Sendable, Equatable {
    public var job: String

    public init(job: String) { self.job = job }
  }
}

extension Reply {
  /// The answer to `cancel`: where the job stands now. Running items end within one step of the network; until then the
  /// job may still be `running`.
  public struct Cancelling: Codable, Sendable, Equatable {
    public var job: String
    public var state: RunState
    public var items: StateCounts

    public init(job: String, state: RunState, items: StateCounts) {
      self.job = job
      self.state = state
      self.items = items
    }
  }
}
