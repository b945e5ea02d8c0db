/// What reading a data set found, besides the lines themselves.
public struct InkReport: Equatable, Sendable {
  /// Size of one of the official sets, before any line is left out.
  public struct SetCount: Equatable, Sendable {
    /// Forms that the list names.
    public var forms: Int
    /// Lines of ink of these forms.
    public var lines: Int
    /// Points of these lines after cleaning.
    public var points: Int
  }

  /// A file that could not be used, and why.
  public struct Unreadable: Equatable, Sendable {
    public var file: String
    public var reason: String
  }

  /// Size per official set, by the list's name: `trainset`, `testset_v`, `testset_t`, `testset_f`.
  public var sets: [String: SetCount] = [:]
  /// Lines of ink in the whole data set, those of forms in no list included.
  public var totalLines = 0
  /// Lines whose form is in no list; they are in no set.
  public var unlisted: [String] = []
  /// Lines left out because the form's transcription has no line of that number.
  public var withoutTranscription: [String] = []
  /// Lines left out because the caller asked for it.
  public var excluded: [String] = []
  /// Names in the exclude list that no line has.
  public var unknownExclusions: [String] = []
  /// Malformed files; their lines are left out.
  public var unreadable: [Unreadable] = []
  /// What cleaning changed, over all lines.
  public var cleaning = InkCleaning.Counts()
  /// Whether the lines came from the cache.
  public var fromCache = false

  public init() {}
}

/// What the data set's folder is missing or has wrong, as one sentence for people.
public struct InkDataError: Error, CustomStringConvertible, Equatable {
  public var description: String

  init(_ description: String) { self.description = description }
}
