extension Request {
  /// Says who is there; the first request of every connection.
  ///
  /// On a local socket it is answered with a `challenge`, and sent again with the nonce of that. By then the daemon has
  /// asked the system whose the connection is.
  public struct Hello: Codable, Sendable, Equatable {
    /// Name and version of the client, for the daemon's log.
    public var client: String
    /// That of the challenge.
    public var nonce: String?

    public init(client: String, nonce: String? = nil) {
      self.client = client
      self.nonce = nonce
    }
  }
}

extension Reply {
  /// Asks the client to send its `hello` again, with the nonce.
  public struct Challenge: Codable, Sendable, Equatable {
    public var nonce: String

    public init(nonce: String) { self.nonce = nonce }
  }

  /// The answer to a `hello` once it is known whose the connection is.
  public struct Welcome: Codable, Sendable, Equatable {
    /// The server's name: `seqd`.
    public var server: String
    /// The server's own version, e.g. `0.1.0`.
    public var version: String
    /// The version of the protocol that it speaks.
    public var `protocol`: Int
    public var limits: Limits
    /// The user that jobs of this connection belong to.
    public var user: String
    /// Whether that user may see and change the jobs of others, models and keys.
    public var isOperator: Bool

    public init(server: String, version: String, protocol: Int, limits: Limits, user: String, isOperator: Bool) {
      self.server = server
      self.version = version
      self.protocol = `protocol`
      self.limits = limits
      self.user = user
      self.isOperator = isOperator
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
