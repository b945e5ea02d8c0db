/// What tells two inks apart, however they are rendered.
public enum InkDigest {
  /// SHA-256, in lower-case hexadecimal, of what the network drew: of each offset Δx, Δy and pen-up (1 or 0), each fp32
  /// with the lowest byte first, as golden outputs have it.
  public static func of(_ offsets: some Sequence<PenOffset>) -> String {
    var digest = SHA256()
    for offset in offsets {
      for value in [offset.dx, offset.dy, offset.penUp ? 1 : 0] { digest.add(value.bitPattern) }
    }
    return digest.hexadecimal()
  }
}
