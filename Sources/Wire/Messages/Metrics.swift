extension Request {
  /// Asks for the daemon's figures.
  public struct Metrics: Codable, Sendable, Equatable {
    public init() {}
  }
}

extension Reply {
  /// The answer to `metrics`.
  public struct Metrics: Codable, Sendable, Equatable {
    /// In the text format of Prometheus, version 0.0.4.
    public var text: String

    public init(text: String) { self.text = text }
  }
}
