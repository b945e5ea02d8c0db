import Wire

/// What is being carried out now; bounds the memory that clients can make the daemon hold, and leaves each of them room
/// beside a flood of one.
struct RequestLoad {
  private struct Share {
    var requests = 0
    var bytes = 0
  }

  /// Requests of all and of one user in hand at a time.
  static let (mostRequests, mostOfOne) = (1024, 256)

  private let messageBytes: Int
  private var all = Share()
  private var own: [Credential: Share] = [:]

  /// - Parameter messageBytes: the longest message. All users together have room for eight, one of them for four:
  ///   the next message of a client often comes before the one that was answered is released.
  init(messageBytes: Int) { self.messageBytes = messageBytes }

  /// Counts a message that has come.
  /// - Returns: why it is not to be carried out; nil when it is counted, and to be released when it is done.
  mutating func take(_ bytes: Int, of credential: Credential) -> WireError? {
    let account = credential.account
    let share = own[account, default: Share()]
    guard share.requests < Self.mostOfOne else {
      return WireError(
        .full, "\(Self.mostOfOne) requests of this user are in hand", advice: "wait for some of the answers")
    }
    // A message that is alone is carried out however long it is.
    guard share.requests == 0 || share.bytes + bytes <= 4 * messageBytes else {
      return WireError(
        .full, "\(share.bytes) bytes of this user's requests are in hand", advice: "wait for some of the answers")
    }
    guard all.requests < Self.mostRequests, all.requests == 0 || all.bytes + bytes <= 8 * messageBytes else {
      return WireError(.full, "the daemon has too many requests in hand", advice: "try again in a moment")
    }
    (all.requests, all.bytes) = (all.requests + 1, all.bytes + bytes)
    own[account] = Share(requests: share.requests + 1, bytes: share.bytes + bytes)
    return nil
  }

  mutating func release(_ bytes: Int, of credential: Credential) {
    (all.requests, all.bytes) = (all.requests - 1, all.bytes - bytes)
    let account = credential.account
    guard let share = own[account], share.requests > 1 else {
      own[account] = nil
      return
    }
    own[account] = Share(requests: share.requests - 1, bytes: share.bytes - bytes)
  }
}
