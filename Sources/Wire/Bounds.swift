/// What the protocol allows at most; a daemon may be configured to allow less and says so in its welcome.
public enum Bounds {
  /// Bytes of one frame.
  public static let frameBytes = 64 << 20
  /// Frames of one message.
  public static let frames = 4
  /// Items of one job, repetitions included.
  public static let items = 100_000
  /// Bytes of one item's text in UTF-8.
  public static let textBytes = 1_000_000
  /// Bytes of the texts and own parameters of a job's items, times its repetitions.
  public static let repeatedBytes = 256 << 20
  /// Items that the bytes of what a job's items have in common count for, at most: times so many they are bounded by
  /// `repeatedBytes` as well.
  public static let sharingItems = 256
  /// Bytes of a name, label or key in UTF-8.
  public static let nameBytes = 256
  /// Parameters of one item, or common to all items.
  public static let parameters = 256
  /// Bytes of payload in one chunk of a result or part of a model.
  public static let chunkBytes = 1 << 20
  /// Jobs or items on one page of a listing.
  public static let page = 1000
  /// Files of a model package.
  public static let modelFiles = 64
  /// Bytes of a model package, all files together.
  public static let modelBytes = 2 << 30
  /// Priorities; larger runs earlier.
  public static let priority = -100...100
}
