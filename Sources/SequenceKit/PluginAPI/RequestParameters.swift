extension ItemRequest {
  /// A parameter's text; nil where it is absent, empty or no text.
  public func string(_ name: String) -> String? {
    if case .string(let value) = parameters[name], !value.isEmpty { value } else { nil }
  }

  /// A parameter's number, whole or not; nil where it is absent or no number.
  public func number(_ name: String) -> Double? {
    switch parameters[name] {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// A parameter's whole number; nil where it is absent or none.
  public func integer(_ name: String) -> Int? {
    if case .integer(let value) = parameters[name] { value } else { nil }
  }

  /// A parameter's truth value; nil where it is absent or none.
  public func boolean(_ name: String) -> Bool? {
    if case .boolean(let value) = parameters[name] { value } else { nil }
  }
}
