import Synchronization
import Wire

/// Who a credential stands for, and what that one may do.
///
/// Operators are root, whoever runs the daemon, the users and groups that the configuration names, and keys that were
/// authorized as such.
final class Rights: Sendable {
  private struct Known {
    var account: Accounts.Account
    var since: ContinuousClock.Instant
  }

  private let live: LiveConfiguration
  private let keys: ClientKeys
  private let daemonUser: UInt32
  /// Where the system is asked.
  private let work: WorkQueue
  private let find: @Sendable (_ user: UInt32, _ group: UInt32) -> Accounts.Account?
  private let known = Mutex<[Credential: Known]>([:])

  /// For how long what the system said counts; groups change seldom.
  private let memory: Duration
  /// What a key is told that is not, or no more, authorized.
  static let keyRefusal = WireError(
    .refused, "this key is not let in", advice: "ask an operator for 'seqctl key authorize'")
  /// What a watch is told whose key stands for somebody else from now on.
  static let keyChange = WireError(
    .refused, "this key has been authorized anew, for another user or with other rights", advice: "ask again")
  /// Users that are remembered at a time.
  private static let knownLimit = 10_000

  init(
    live: LiveConfiguration, keys: ClientKeys, daemonUser: UInt32, work: WorkQueue, memory: Duration = .seconds(60),
    find: @escaping @Sendable (UInt32, UInt32) -> Accounts.Account? = { Accounts.find(user: $0, group: $1) }
  ) {
    self.live = live
    self.keys = keys
    self.daemonUser = daemonUser
    self.work = work
    self.memory = memory
    self.find = find
  }

  /// - Throws: `refused` for a key that is let in no more, `internal` where the system cannot tell now who a user is.
  func identity(of credential: Credential) async throws(WireError) -> Identity {
    if let identity = try knownIdentity(of: credential) { return identity }
    guard case .process(let user, let group) = credential else { preconditionFailure("a key is known or refused") }
    let found = await work.run { [find] in find(user, group) }
    // Who somebody was a minute ago is better than nobody.
    guard let account = found ?? known.withLock({ $0[credential]?.account }) else {
      throw WireError(.internal, "the system cannot say now who user \(user) is", advice: "try again in a moment")
    }
    remember(account, as: credential)
    return identity(of: account, user: user)
  }

  /// The same where the system need not be asked, which takes its time; nil where it has to be.
  func knownIdentity(of credential: Credential) throws(WireError) -> Identity? {
    switch credential {
    case .key(let key):
      guard let entry = keys[key] else {
        throw Self.keyRefusal
      }
      return Identity(name: entry.name, isOperator: entry.isOperator)
    case .process(let user, _):
      guard let remembered = known.withLock({ $0[credential] }), .now - remembered.since < memory else { return nil }
      return identity(of: remembered.account, user: user)
    }
  }

  private func identity(of account: Accounts.Account, user: UInt32) -> Identity {
    let operators = live.current.operators
    let isNamed =
      operators.contains(account.name) || account.groups.contains { operators.contains("@\($0)") }
    return Identity(name: account.name, isOperator: user == 0 || user == daemonUser || isNamed)
  }

  private func remember(_ account: Accounts.Account, as credential: Credential) {
    known.withLock { known in
      if known.count >= Self.knownLimit { known.removeAll() }
      known[credential] = Known(account: account, since: .now)
    }
  }
}
