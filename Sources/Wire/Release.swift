/// The release that daemon and client belong to.
public enum Release {
  public static let version = "0.1.0"
}
