/// What the ink is written with.
public enum Pen: String, Sendable, CaseIterable {
  /// A line of one width.
  case ballpoint
  /// A line as wide as a nib is across its way, wider where the pen is slow.
  case fountain
  /// A rough line, thinner and lighter where the pen is fast.
  case pencil
}
