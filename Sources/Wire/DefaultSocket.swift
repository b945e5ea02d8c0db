/// Where the daemon's socket is when nobody says otherwise; daemon and client follow the same rule.
public enum DefaultSocket {
  /// The socket of the daemon that systemd runs.
  public static let system = "/run/seqd/seqd.sock"

  /// The same where systemd listens for it (seqd.socket).
  public static let activated = "/run/seqd.sock"

  /// The socket of a daemon that a user started: `$XDG_RUNTIME_DIR/seqd/seqd.sock`, or `/tmp/seqd-UID/seqd.sock` where
  /// the system sets no runtime folder.
  public static func user(environment: [String: String], userID: UInt32) -> String {
    if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { return "\(folder)/seqd/seqd.sock" }
    return "/tmp/seqd-\(userID)/seqd.sock"
  }

  /// What a client connects to: `$SEQD_SOCKET`, else the first socket that is there of the user's own daemon, of systemd
  /// that listens for the system's, and of the system's itself; else the path where the user's own would be.
  public static func client(
    environment: [String: String], userID: UInt32, exists: (String) -> Bool
  ) -> String {
    if let chosen = environment["SEQD_SOCKET"], !chosen.isEmpty { return chosen }
    let own = user(environment: environment, userID: userID)
    return [own, activated, system].first(where: exists) ?? own
  }
}
