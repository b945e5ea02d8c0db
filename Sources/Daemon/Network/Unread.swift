import Synchronization

/// What is on its way to each user and has not been read yet, in bytes; bounds what clients that never read can make the
/// daemon hold.
final class Unread: Sendable {
  /// A reply that counts until it is gone: read by the client, or dropped with its connection.
  final class Parcel: Sendable {
    private let unread: Unread
    private let owner: Credential
    private let bytes: Int

    fileprivate init(_ unread: Unread, _ owner: Credential, _ bytes: Int) {
      self.unread = unread
      self.owner = owner
      self.bytes = bytes
      unread.count(bytes, for: owner)
    }

    deinit { unread.count(-bytes, for: owner) }
  }

  /// Smaller replies are not worth counting; how many of them wait is bounded by other limits.
  private static let smallestParcel = 256

  private let sums = Mutex<[Credential: Int]>([:])

  /// Begins to count a reply; nil for a small one.
  func parcel(of frames: [[UInt8]], for owner: Credential) -> Parcel? {
    let bytes = frames.reduce(0) { $0 + $1.count }
    return bytes < Self.smallestParcel ? nil : Parcel(self, owner, bytes)
  }

  func bytes(of owner: Credential) -> Int { sums.withLock { $0[owner.account] ?? 0 } }

  private func count(_ bytes: Int, for owner: Credential) {
    let account = owner.account
    sums.withLock { sums in
      let sum = (sums[account] ?? 0) + bytes
      sums[account] = sum == 0 ? nil : sum
    }
  }
}
