import CCairo

/// Why ink could not be rendered: one sentence.
public struct InkError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }

  /// Throws what Cairo says unless it says success.
  static func check(_ status: cairo_status_t, while doing: String) throws(InkError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw InkError("Cairo could not \(doing): \(String(cString: cairo_status_to_string(status))).")
  }
}
