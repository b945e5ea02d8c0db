extension Request {
  /// Lets the holder of a key in over the network; replaces an earlier entry of the key.
  public struct KeyAuthorize: Codable, Sendable, Equatable {
    /// The public key, 40 characters in Z85.
    public var key: String
    /// The user that the key stands for; that of a local account shares its jobs.
    public var name: String
    public var isOperator: Bool

    public init(key: String, name: String, isOperator: Bool) {
      self.key = key
      self.name = name
      self.isOperator = isOperator
    }
  }

  /// Lets a key in no more, or all keys of a name.
  public struct KeyRevoke: Codable, Sendable, Equatable {
    /// A public key, or a name.
    public var key: String

    public init(key: String) { self.key = key }
  }

  public struct KeyList: Codable, Sendable, Equatable {
    public init() {}
  }
}

extension Reply {
  /// The keys that were asked for, that came in, or that went.
  public struct Keys: Codable, Sendable, Equatable {
    /// In order of their names.
    public var keys: [KeyInfo]
    /// The daemon's own public key, which its clients need; nil while it does not listen in the network.
    public var serverKey: String?

    public init(keys: [KeyInfo], serverKey: String?) {
      self.keys = keys
      self.serverKey = serverKey
    }
  }
}

/// A key that is let in.
public struct KeyInfo: Codable, Sendable, Equatable {
  /// Characters of a key.
  public static let keyLength = 40
  /// What they may be: ZeroMQ RFC 32.
  static let alphabet = Set(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

  /// The public key in Z85.
  public var key: String
  public var name: String
  public var isOperator: Bool
  /// Seconds since 1970, UTC.
  public var added: Double

  public init(key: String, name: String, isOperator: Bool, added: Double) {
    self.key = key
    self.name = name
    self.isOperator = isOperator
    self.added = added
  }
}
