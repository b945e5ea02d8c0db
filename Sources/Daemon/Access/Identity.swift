/// Who asks: the user that jobs belong to, and whether it may do what is not its own business.
struct Identity: Sendable, Equatable {
  var name: String
  /// May see and change the jobs of others, models and keys.
  var isOperator: Bool

  /// Whether it may see and change what belongs to a user.
  func mayAccess(jobsOf owner: String) -> Bool { isOperator || owner == name }
}

/// What a connection has shown of who is at its other end.
enum Credential: Sendable, Hashable {
  /// A local connection that a process of this user made, with this group.
  case process(user: UInt32, group: UInt32)
  /// A connection in the network, encrypted with this public key.
  case key(String)

  /// Whose share of what all have it is: a user's processes have one together, whatever their group.
  var account: Credential { if case .process(let user, _) = self { .process(user: user, group: 0) } else { self } }
}
