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
  private let find: @Sendable (_ user: UInt32, _ group: UInt32) -> Accounts.Account
  private let known = Mutex<[Credential: Known]>([:])

  /// For how long what the system said counts; groups change seldom.
  private let memory: Duration
  /// Users that are remembered at a time.
  private static let knownLimit = 10_000

  init(
    live: LiveConfiguration, keys: ClientKeys, daemonUser: UInt32, work: WorkQueue, memory: Duration = .seconds(60),
    find: @escaping @Sendable (UInt32, UInt32) -> Accounts.Account = { Accounts.find(user: $0, group: $1) }
  ) {
    self.live = live
    self.keys = keys
    self.daemonUser = daemonUser
    self.work = work
    self.memory = memory
    self.find = find
  }

  /// - Throws: `refused` for a key that is let in no more.
  func identity(of credential: Credential) async throws(WireError) -> Identity {
    switch credential {
    case .key(let key):
      guard let entry = keys[key] else {
        throw WireError(
          .refused, "this key is not let in", advice: "ask an operator for 'seqctl key authorize'")
      }
      return Identity(name: entry.name, isOperator: entry.isOperator)
    case .process(let user, let group):
      let account = await account(of: credential, user: user, group: group)
      let operators = live.current.operators
      let isNamed =
        operators.contains(account.name) || account.groups.contains { operators.contains("@\($0)") }
      return Identity(name: account.name, isOperator: user == 0 || user == daemonUser || isNamed)
    }
  }

  private func account(of credential: Credential, user: UInt32, group: UInt32) async -> Accounts.Account {
    let now = ContinuousClock.now
    let remembered = known.withLock { $0[credential] }
    if let remembered, now - remembered.since < memory { return remembered.account }
    let account = await work.run { [find] in find(user, group) }
    known.withLock { known in
      if known.count >= Self.knownLimit { known.removeAll() }
      known[credential] = Known(account: account, since: now)
    }
    return account
  }
}
