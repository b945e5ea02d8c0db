import CZMQ

/// The keys of one end of an encrypted connection (CurveZMQ, ZeroMQ RFC 26), in Z85 (RFC 32).
public struct KeyPair: Sendable, Equatable {
  /// Characters of a key.
  public static let length = 40

  public let publicKey: String
  public let secretKey: String

  /// Makes a new pair. The public key does not begin with a dash, which a command line would take for an option.
  public static func make() throws(ZMQError) -> KeyPair {
    var publicKey = [CChar](repeating: 0, count: length + 1)
    var secretKey = publicKey
    repeat {
      guard zmq_curve_keypair(&publicKey, &secretKey) == 0 else { throw .last("cannot make keys") }
    } while publicKey[0] == CChar(UInt8(ascii: "-"))
    return KeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
  }

  /// - Throws: when `secretKey` is no key.
  public init(secretKey: String) throws(ZMQError) {
    var publicKey = [CChar](repeating: 0, count: Self.length + 1)
    // The library reads up to the first zero byte, and takes whatever is in memory for the rest of a shorter key.
    guard secretKey.utf8.count == Self.length, !secretKey.utf8.contains(0), zmq_curve_public(&publicKey, secretKey) == 0
    else {
      throw ZMQError(code: EINVAL, "this is no secret key of \(Self.length) characters in Z85")
    }
    self.init(publicKey: Self.text(publicKey), secretKey: secretKey)
  }

  private init(publicKey: String, secretKey: String) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// Reads what `fileText` wrote; the public key is worked out from the secret one.
  /// - Throws: when there is no line with a secret key.
  public init(fileText: String) throws(ZMQError) {
    for line in fileText.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !" \t\r".contains($0) } }
      guard parts.count == 2, parts[0] == "secret" else { continue }
      self = try KeyPair(secretKey: String(parts[1].drop { $0 == "\"" }.prefix { $0 != "\"" }))
      return
    }
    throw ZMQError(code: EINVAL, "there is no line with a secret key")
  }

  /// A file that holds the pair.
  public var fileText: String {
    """
    # A key of seqd. Whoever has this file can act in its holder's name: give away the public key only.
    public = "\(publicKey)"
    secret = "\(secretKey)"

    """
  }

  /// The 32 bytes of a key as text; nil for another number of bytes.
  static func text(ofKey bytes: [UInt8]) -> String? {
    guard bytes.count == 32 else { return nil }
    var encoded = [CChar](repeating: 0, count: length + 1)
    return zmq_z85_encode(&encoded, bytes, bytes.count) == nil ? nil : text(encoded)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
