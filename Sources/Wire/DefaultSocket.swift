/// Where the daemon's socket is when nobody says otherwise; daemon and client follow the same rule.
public enum DefaultSocket {
  /// The socket of the daemon that systemd runs.
  public static let system = "/run/seqd/seqd.sock"

  /// The socket of a daemon that a user started: `$XDG_RUNTIME_DIR/seqd/seqd.sock`, or `/tmp/seqd-UID/seqd.sock` where
  /// the system sets no runtime folder.
  public static func user(environment: [String: String], userID: UInt32) -> String {
    if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { return "\(folder)/seqd/seqd.sock" }
    return "/tmp/seqd-\(userID)/seqd.sock"
  }

  /// What a client connects to: `$SEQD_SOCKET`, else the user's own daemon if its socket is there, else the system's if
  /// that is there, else the path where the user's own would be.
  public static func client(
    environment: [String: String], userID: UInt32, exists: (String) -> Bool
  ) -> String {
    if let chosen = environment["SEQD_SOCKET"], !chosen.isEmpty { return chosen }
    let own = user(environment: environment, userID: userID)
    return !exists(own) && exists(system) ? system : own
  }
}
