import ZMQ

/// Which local connection belongs to whom; one thread's.
///
/// The system tells by a connection's descriptor who made it, but a message may be read when its connection is closed
/// and the descriptor is that of somebody else. So what was read with a first `hello` counts only once the same
/// connection has sent back a nonce that it was given afterwards: it was still open then, and the descriptor its own.
///
/// A connection that is gone must not be mistaken for a later one. Its routing id does not tell: those that the library
/// gives follow each other, and a client may claim one of that form. So the system's own number of the connection is
/// compared with each message. A connection is forgotten when another one has its descriptor.
struct Introductions {
  enum Answer: Equatable {
    /// It has to send this back.
    case challenge(nonce: String)
    case known(Credential)
    /// It cannot be told whose it is.
    case refused(String)
  }

  private struct Entry {
    var peer: [UInt8]
    var connection: ConnectionID
    var credential: Credential
    /// What is waited for; nil once it has come.
    var nonce: String?
  }

  private var entries: [Int32: Entry] = [:]
  private let read: (_ descriptor: Int32) -> PeerCredentials?
  private let identify: (_ descriptor: Int32) -> ConnectionID?
  private let makeNonce: () -> String

  /// - Parameters:
  ///   - read: who made a connection.
  ///   - identify: which connection has a descriptor now.
  ///   - makeNonce: something that nobody guesses.
  init(
    read: @escaping (Int32) -> PeerCredentials? = { PeerCredentials(descriptor: $0) },
    identify: @escaping (Int32) -> ConnectionID? = { ConnectionID(descriptor: $0) },
    makeNonce: @escaping () -> String = Self.randomNonce
  ) {
    self.read = read
    self.identify = identify
    self.makeNonce = makeNonce
  }

  /// Whose a message is; nil where its connection has not introduced itself.
  func credential(of peer: [UInt8], descriptor: Int32?) -> Credential? {
    guard let descriptor, let entry = entry(of: peer, descriptor), entry.nonce == nil else { return nil }
    return entry.credential
  }

  private func entry(of peer: [UInt8], _ descriptor: Int32) -> Entry? {
    guard let entry = entries[descriptor], entry.peer == peer, identify(descriptor) == entry.connection else {
      return nil
    }
    return entry
  }

  /// Takes a `hello`.
  mutating func hello(from peer: [UInt8], descriptor: Int32?, nonce: String?) -> Answer {
    // Ids that clients chose could be those of others; the library's own have five bytes, the first of them zero.
    guard peer.count == 5, peer[0] == 0 else {
      return .refused("the connection has a routing id of its own; leave it to the daemon")
    }
    guard let descriptor else { return .refused("the daemon cannot tell which connection this is") }
    if let entry = entry(of: peer, descriptor) {
      if entry.nonce == nil { return .known(entry.credential) }
      if let nonce, nonce == entry.nonce {
        entries[descriptor]?.nonce = nil
        return .known(entry.credential)
      }
      // Said twice before it was answered: the same challenge, or the two would outdate each other's for ever.
      if nonce == nil, let pending = entry.nonce { return .challenge(nonce: pending) }
    }
    // Read on both sides: the descriptor may become another connection's in between.
    guard let connection = identify(descriptor), let credentials = read(descriptor), identify(descriptor) == connection
    else {
      entries[descriptor] = nil
      return .refused("the daemon cannot tell who made the connection")
    }
    let fresh = makeNonce()
    entries[descriptor] = Entry(
      peer: peer, connection: connection, credential: .process(user: credentials.user, group: credentials.group),
      nonce: fresh)
    return .challenge(nonce: fresh)
  }

  /// How many connections are kept; never more than there are descriptors.
  var count: Int { entries.count }

  private static func randomNonce() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
