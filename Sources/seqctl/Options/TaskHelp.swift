import Wire

/// The help of `submit TASK` and `write`, made from what the daemon says of the task.
enum TaskHelp {
  /// - Parameters:
  ///   - usage: the command as it is typed: `seqctl submit handwriting-synthesis [options]`.
  ///   - task: nil shows the common options alone.
  ///   - options: those that the client has for the command.
  static func text(
    usage: String, summary: String, task: TaskInfo?, options: [OptionTable.Option] = JobOptions.common, width: Int
  ) -> String {
    var lines = [summary, "", "Usage: \(usage)", ""]
    if let task {
      lines += parameters(of: task, width: width) + [""]
      if task.formats.count > 1 {
        lines += ["Formats: \(task.formats.joined(separator: ", ")) (the first is the default)", ""]
      }
    }
    lines.append("Options:")
    let options = options.map { option in
      let short = option.short.map { "-\($0), " } ?? ""
      return (short + "--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option.help)
    }
    lines += rows(options, width: width)
    return lines.joined(separator: "\n")
  }

  /// The task's own parameters with their ranges and defaults.
  static func parameters(of task: TaskInfo, width: Int) -> [String] {
    guard !task.parameters.isEmpty else { return ["\(task.name) has no parameters."] }
    let rows = rows(task.parameters.map { (left($0), right($0)) }, width: width)
    let note = task.parameters.contains { $0.kind == .string } ? ["  For TEXT, @FILE is the file's content."] : []
    return ["Parameters of \(task.name):"] + rows + note
  }

  private static func left(_ parameter: ParameterInfo) -> String {
    switch parameter.kind {
    case .boolean: "--\(parameter.name)"
    case .string: "--\(parameter.name) TEXT"
    case .integer, .number: "--\(parameter.name) N"
    case .file: "--\(parameter.name) FILE"
    case .fields: "--\(parameter.name) NAME=TEXT"
    }
  }

  private static func right(_ parameter: ParameterInfo) -> String {
    var notes: [String] = []
    if let choices = parameter.choices { notes.append("one of \(choices.map(Terminal.plain).joined(separator: ", "))") }
    let unit = parameter.unit.map { " \($0)" } ?? ""
    switch (parameter.minimum, parameter.maximum) {
    case (let low?, let high?): notes.append("\(plain(low)) to \(plain(high))\(unit)")
    case (let low?, nil): notes.append("\(plain(low))\(unit) or more")
    case (nil, let high?): notes.append("at most \(plain(high))\(unit)")
    case (nil, nil): if !unit.isEmpty { notes.append("in\(unit)") }
    }
    // That a flag is off unless given need not be said.
    if let value = parameter.defaultValue, value != .boolean(false) { notes.append("default \(plain(value))") }
    return notes.isEmpty ? parameter.help : "\(parameter.help) (\(notes.joined(separator: "; ")))"
  }

  /// A value as it would be typed.
  static func plain(_ value: WireValue) -> String {
    switch value {
    case .string(let text): text.isEmpty ? "''" : Terminal.plain(text)
    case .integer(let number): "\(number)"
    case .number(let number): plain(number)
    case .boolean(let flag): "\(flag)"
    }
  }

  private static func plain(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

  /// Two columns; the right one is broken at words.
  private static func rows(_ rows: [(left: String, right: String)], width: Int) -> [String] {
    let indent = min(28, 4 + (rows.map(\.left.count).max() ?? 0))
    return rows.flatMap { row in
      var lines = ["  " + row.left]
      if row.left.count + 4 > indent { lines.append("") }
      let room = max(30, width - indent)
      var used = 0
      for word in row.right.split(separator: " ") {
        if used > 0, used + 1 + word.count > room {
          lines.append("")
          used = 0
        }
        var line = lines.removeLast()
        if used == 0 {
          line += String(repeating: " ", count: max(0, indent - line.count))
        } else {
          line += " "
          used += 1
        }
        lines.append(line + word)
        used += word.count
      }
      return lines
    }
  }
}
