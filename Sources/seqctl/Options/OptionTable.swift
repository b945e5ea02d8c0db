/// The options that a command line may have, and their values as they stand there.
struct OptionTable: Sendable {
  /// One option.
  struct Option: Sendable, Equatable {
    /// Long name, without dashes.
    var name: String
    var short: Character?
    /// What the value is called in the help; nil for a flag.
    var value: String?
    var help: String
    /// Whether `--no-NAME` turns it off.
    var isNegatable = false
  }

  /// What stood on a command line.
  struct Parsed: Sendable, Equatable {
    /// Values by long name, in the order given; a flag's is `true` or `false`.
    var values: [String: [String]] = [:]
    var positional: [String] = []

    func last(_ name: String) -> String? { values[name]?.last }
    func has(_ name: String) -> Bool { values[name]?.last == "true" }
  }

  var options: [Option]

  init(_ options: [Option]) { self.options = options }

  /// Sorts arguments: `--name value`, `--name=value`, `-n value`, `--flag`, `--no-flag`; after `--` all are positional.
  /// - Parameter isLenient: takes what it does not know for something to be looked at later.
  /// - Throws: a failure with status `invalid` that names the argument, with the closest options where it is unknown.
  func parse(_ arguments: [String], isLenient: Bool = false) throws(Failure) -> Parsed {
    var parsed = Parsed()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        parsed.positional += rest
        break
      }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        parsed.positional.append(argument)
        continue
      }
      var name = argument
      var attached: String?
      if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
        name = String(argument[..<equals])
        attached = String(argument[argument.index(after: equals)...])
      }
      guard let (option, isOn) = find(name) else {
        if isLenient { continue }
        throw unknown(name)
      }
      guard option.value != nil else {
        guard attached == nil || option.isNegatable && isOn else {
          throw Failure(.invalid, "the option \(name) takes no value, but was given '\(attached ?? "")'")
        }
        parsed.values[option.name, default: []].append(attached ?? (isOn ? "true" : "false"))
        continue
      }
      guard let value = attached ?? rest.popFirst() else {
        throw Failure(.invalid, "the option \(name) needs a value", advice: "write \(name) \(option.value ?? "")")
      }
      parsed.values[option.name, default: []].append(value)
    }
    return parsed
  }

  private func find(_ name: String) -> (Option, Bool)? {
    if name.hasPrefix("--") {
      let long = name.dropFirst(2)
      if let option = options.first(where: { $0.name == long }) { return (option, true) }
      if long.hasPrefix("no-"), let option = options.first(where: { $0.name == long.dropFirst(3) }),
        option.isNegatable
      {
        return (option, false)
      }
      return nil
    }
    guard name.count == 2, let option = options.first(where: { $0.short == name.last }) else { return nil }
    return (option, true)
  }

  private func unknown(_ name: String) -> Failure {
    let close = Closest.names(to: String(name.drop { $0 == "-" }), among: options.map(\.name))
    let advice =
      close.isEmpty
      ? "--help lists all options" : "did you mean \(close.map { "--\($0)" }.joined(separator: " or "))?"
    return Failure(.invalid, "the option \(name) is unknown", advice: advice, code: "usage")
  }
}
