/// One choice that a user has about page and pen, as data; each handwriting plugin declares these as its parameters.
public struct SheetOption: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case number(ClosedRange<Double>, unit: String)
    case choice([String])
    case text
  }

  /// Lower-case with dashes.
  public var name: String
  public var kind: Kind
  public var help: String
  /// nil where the default depends on other choices; the help then tells how.
  public var defaultValue: SheetOptionValue?
}

/// What a user chose.
public enum SheetOptionValue: Sendable, Equatable {
  case number(Double)
  case text(String)
}
