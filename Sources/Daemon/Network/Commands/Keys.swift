import Logging
import Wire

extension Commands {
  func keyAuthorize(_ request: Request.KeyAuthorize, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "let keys in")
    let entry = ClientKeys.Entry(
      key: request.key, name: request.name, isOperator: request.isOperator, added: WallClock.now)
    let earlier = try await changing { () throws(DaemonError) in try keys.add(entry) }
    if let earlier, (earlier.name, earlier.isOperator) != (entry.name, entry.isOperator) {
      // Who may watch was looked at when the watch began.
      watches.endAll(of: .key(entry.key), because: Rights.keyChange)
    }
    logger.notice(
      "key authorized",
      metadata: [
        "key": "\(entry.key)", "name": "\(entry.name)", "operator": "\(entry.isOperator)", "by": "\(user.name)",
      ])
    return .keys(Reply.Keys(keys: [KeyInfo(entry)], serverKey: serverKey))
  }

  func keyRevoke(_ request: Request.KeyRevoke, for user: Identity) async throws(WireError) -> Reply {
    try require(operator: user, to: "revoke keys")
    let gone = try await changing { () throws(DaemonError) in try keys.remove(request.key) }
    guard !gone.isEmpty else {
      throw WireError(
        .invalidRequest, "there is neither a key nor a name '\(request.key)'",
        advice: "see what there is with: seqctl key list")
    }
    for entry in gone {
      watches.endAll(of: .key(entry.key), because: Rights.keyRefusal)
      logger.notice(
        "key revoked", metadata: ["key": "\(entry.key)", "name": "\(entry.name)", "by": "\(user.name)"])
    }
    return .keys(Reply.Keys(keys: gone.map { KeyInfo($0) }, serverKey: serverKey))
  }

  func keyList(for user: Identity) throws(WireError) -> Reply {
    try require(operator: user, to: "see the keys")
    return .keys(Reply.Keys(keys: keys.all.map { KeyInfo($0) }, serverKey: serverKey))
  }
}

extension KeyInfo {
  init(_ entry: ClientKeys.Entry) {
    self.init(key: entry.key, name: entry.name, isOperator: entry.isOperator, added: entry.added)
  }
}
