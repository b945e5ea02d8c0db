import FoundationEssentials
import PluginAPI

/// Checks a request's parameters against what the task declares.
enum ParameterCheck {
  /// Every declared parameter that has a value: the given ones with their declared type, defaults for the others.
  /// - Throws: a sentence that names the parameter, what was given and what is allowed.
  static func complete(
    _ given: [String: ParameterValue], for task: TaskDescriptor
  ) throws(RequestError) -> [String: ParameterValue] {
    for name in given.keys.sorted() where !task.parameters.contains(where: { $0.name == name }) {
      throw RequestError("\(task.name) has no parameter '\(name)'; it has \(list(task.parameters.map(\.name)))")
    }
    var complete: [String: ParameterValue] = [:]
    for parameter in task.parameters {
      guard let value = given[parameter.name] ?? parameter.defaultValue else { continue }
      complete[parameter.name] = try checked(value, by: parameter)
    }
    return complete
  }

  /// The value with the declared type, e.g. a whole number where a number is declared.
  static func checked(
    _ value: ParameterValue, by parameter: ParameterDescriptor
  ) throws(RequestError) -> ParameterValue {
    switch (parameter.kind, value) {
    case (.integer, .integer(let number)):
      try checkRange(Double(number), parameter, value)
      return value
    case (.integer, .number(let number)):
      guard let whole = Int(exactly: number) else { throw wrongType(parameter, value) }
      try checkRange(number, parameter, value)
      return .integer(whole)
    case (.number, .integer(let number)):
      try checkRange(Double(number), parameter, value)
      return .number(Double(number))
    case (.number, .number(let number)):
      guard number.isFinite else { throw wrongType(parameter, value) }
      try checkRange(number, parameter, value)
      return value
    case (.string, .string(let text)):
      if let choices = parameter.choices, !choices.contains(text) {
        throw RequestError("\(parameter.name) is \(quoted(text)), but must be one of \(list(choices))")
      }
      return value
    case (.file, .string), (.boolean, .boolean):
      return value
    case (.fields, .string(let text)):
      guard (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) != nil else {
        throw wrongType(parameter, value)
      }
      return value
    default:
      throw wrongType(parameter, value)
    }
  }

  private static func checkRange(
    _ number: Double, _ parameter: ParameterDescriptor, _ value: ParameterValue
  ) throws(RequestError) {
    // Nearly all are, and the words for those that are not take their time.
    if number >= parameter.minimum ?? -.infinity, number <= parameter.maximum ?? .infinity { return }
    let unit = parameter.unit.map { " \($0)" } ?? ""
    let low = parameter.minimum.map { plain($0) }
    let high = parameter.maximum.map { plain($0) }
    let allowed =
      switch (low, high) {
      case (let low?, let high?): "from \(low) to \(high)\(unit)"
      case (let low?, nil): "\(low)\(unit) or more"
      default: "at most \(high ?? "")\(unit)"
      }
    throw RequestError("\(parameter.name) is \(plain(value)), but must be \(allowed)")
  }

  private static func wrongType(_ parameter: ParameterDescriptor, _ value: ParameterValue) -> RequestError {
    let wanted =
      switch parameter.kind {
      case .string: "a string"
      case .integer: "a whole number"
      case .number: "a number"
      case .boolean: "true or false"
      case .file: "the content of a file, as a string"
      case .fields: "a JSON object of texts, as a string"
      }
    return RequestError("\(parameter.name) is \(plain(value)), but must be \(wanted)")
  }

  private static func plain(_ value: ParameterValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .integer(let number): "\(number)"
    case .number(let number): plain(number)
    case .boolean(let flag): "\(flag)"
    }
  }

  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// Long texts are cut: a message is for reading.
  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.count > 60 ? "'\(text.prefix(60))…'" : "'\(text)'"
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
