extension Request {
  /// Asks who is there; a good first request, since the answer states the limits.
  public struct Hello: Codable, Sendable, Equatable {
    /// Name and version of the client, for the daemon's log.
    public var client: String

    public init(client: String) { self.client = client }
  }
}

extension Reply {
  /// The answer to `hello`.
  public struct Welcome: Codable, Sendable, Equatable {
    /// The server's name: `seqd`.
    public var server: String
    /// The server's own version, e.g. `0.1.0`.
    public var version: String
    /// The version of the protocol that it speaks.
    public var `protocol`: Int
    public var limits: Limits

    public init(server: String, version: String, protocol: Int, limits: Limits) {
      self.server = server
      self.version = version
      self.protocol = `protocol`
      self.limits = limits
    }
  }

  /// What the daemon is configured to accept.
  public struct Limits: Codable, Sendable, Equatable {
    /// Bytes of one frame; the connection of a client that sends more is closed.
    public var frameBytes: Int
    /// Items of one job, repetitions included.
    public var itemsPerJob: Int
    /// Unicode scalars of one item's text.
    public var textLength: Int

    public init(frameBytes: Int, itemsPerJob: Int, textLength: Int) {
      self.frameBytes = frameBytes
      self.itemsPerJob = itemsPerJob
      self.textLength = textLength
    }
  }
}
