extension Request {
  /// Makes a model the one that requests for its task get when they name none, also after a restart.
  public struct ModelActivate: Codable, Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }
  }
}

extension Reply {
  /// The answer to `model-activate`.
  public struct Activated: Codable, Sendable, Equatable {
    public var info: ModelInfo
    /// The model that such requests got before.
    public var before: String?

    public init(info: ModelInfo, before: String?) {
      self.info = info
      self.before = before
    }
  }
}
