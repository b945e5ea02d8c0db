/// The version of the protocol that this code speaks, and how the first frame of every message states it.
public enum ProtocolVersion {
  /// Raised when a message changes its meaning or a required field comes or goes; new optional fields do not raise it.
  public static let current: UInt8 = 2
  /// Marks the one reply that clients of every version understand: the refusal of a version.
  public static let universal: UInt8 = 0
  /// What every first frame begins with: `SEQD` in ASCII.
  public static let magic: [UInt8] = Array("SEQD".utf8)

  /// The first frame of a message of a version.
  public static func header(_ version: UInt8 = current) -> [UInt8] { magic + [version] }

  /// The version that a first frame states; nil when it is no frame of this protocol.
  public static func version(of header: [UInt8]) -> UInt8? {
    header.count == magic.count + 1 && header.starts(with: magic) ? header[magic.count] : nil
  }
}
