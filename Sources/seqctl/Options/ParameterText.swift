import Wire

/// A parameter's value from text, by the kind that the task declares. Ranges and choices are the daemon's to check.
enum ParameterText {
  /// The value of an argument of the command line, where `@FILE` is the content of a file, for texts without the line
  /// ends after its last line. `@@` stands for `@` itself. Data files hold values as they are: see `value`.
  static func argument(_ text: String, of parameter: ParameterInfo) throws(Failure) -> WireValue {
    guard text.hasPrefix("@") else { return try value(text, of: parameter) }
    let rest = String(text.dropFirst())
    switch parameter.kind {
    case .string where rest.hasPrefix("@"): return .string(rest)
    case .string: return .string(try FileInput.trimmedText(at: rest))
    case .file: return try value(rest, of: parameter)
    case .fields, .integer, .number, .boolean: return try value(text, of: parameter)
    }
  }

  /// - Throws: a failure with status `invalid` that names the parameter and what was given.
  static func value(_ text: String, of parameter: ParameterInfo) throws(Failure) -> WireValue {
    switch parameter.kind {
    case .string, .fields: return .string(text)
    case .file: return .string(try FileInput.text(at: text))
    case .integer:
      guard let number = Int(text) else { throw wrong(text, parameter, "a whole number") }
      return .integer(number)
    case .number:
      guard let number = Double(text), number.isFinite else { throw wrong(text, parameter, "a number") }
      return .number(number)
    case .boolean:
      switch text.lowercased() {
      case "true", "yes", "on", "1": return .boolean(true)
      case "false", "no", "off", "0": return .boolean(false)
      default: throw wrong(text, parameter, "true or false")
      }
    }
  }

  private static func wrong(_ text: String, _ parameter: ParameterInfo, _ wanted: String) -> Failure {
    Failure(.invalid, "\(parameter.name) is '\(Terminal.plain(text))', but must be \(wanted)", code: "invalid-request")
  }
}
