import FoundationEssentials
import Wire

/// Turns input into the items of a job.
struct ItemReader {
  let task: TaskInfo
  /// Whether columns that are no parameter are fields; else they are taken for a slip.
  var takesFields = false

  /// Reads a file by its suffix: `.csv`, `.jsonl`, else one item on each line that is not empty.
  /// - Throws: a failure with status `invalid` that names file, line and column.
  func items(at path: String) throws(Failure) -> [Request.Submit.Item] {
    try sourcedItems(at: path).map(\.item)
  }

  /// The items with the lines on which they begin.
  func sourcedItems(at path: String) throws(Failure) -> [(item: Request.Submit.Item, line: Int)] {
    let text = try FileInput.text(at: path)
    let items: [(item: Request.Submit.Item, line: Int)]
    do throws(Failure) {
      if path.hasSuffix(".csv") {
        items = try csv(text)
      } else if path.hasSuffix(".jsonl") {
        items = try jsonLines(text)
      } else {
        items = Self.lines(text).map { (Request.Submit.Item(text: String($0.text)), $0.number) }
      }
    } catch {
      var failure = error
      failure.message = "\(path): \(error.message)"
      throw failure
    }
    guard !items.isEmpty else {
      let name = path == "-" ? "standard input" : "the file \(path)"
      throw Failure(.invalid, "\(name) has no items", advice: "write one on each line", code: "invalid-request")
    }
    return items
  }

  /// Rows below a row of names; the column `text` is the text, the others are parameters, where empty cells are absent.
  /// Columns that are no parameter are fields, where the task has such.
  func csv(_ text: String) throws(Failure) -> [(item: Request.Submit.Item, line: Int)] {
    let rows = try CSV.rows(text)
    guard let names = rows.first?.fields else { return [] }
    var columns: [Column] = []
    for name in names { columns.append(try column(name)) }
    var items: [(item: Request.Submit.Item, line: Int)] = []
    for row in rows.dropFirst() {
      guard row.fields.count == names.count else {
        throw Failure(
          .invalid, "line \(row.line) has \(row.fields.count) columns where the first line has \(names.count)",
          advice: "put fields with commas in quotes", code: "invalid-request")
      }
      var item = Request.Submit.Item(text: nil)
      var fields: [String: String] = [:]
      for (field, column) in zip(row.fields, columns) {
        switch column {
        case .text: item.text = field
        case .field(let name): fields[name] = field
        case .parameter(let parameter):
          guard !field.isEmpty else { continue }
          do throws(Failure) {
            item.parameters[parameter.name] = try ParameterText.value(field, of: parameter)
          } catch {
            var failure = error
            failure.message = "line \(row.line): \(error.message)"
            throw failure
          }
        }
      }
      if let fieldsParameter, !fields.isEmpty {
        item.parameters[fieldsParameter.name] = .string(Fields.json(fields))
      }
      items.append((item, row.line))
    }
    return items
  }

  /// One JSON object on each line; the key `text` is the text, the others are parameters.
  func jsonLines(_ text: String) throws(Failure) -> [(item: Request.Submit.Item, line: Int)] {
    var items: [(item: Request.Submit.Item, line: Int)] = []
    // Unlike a text's, the strings of JSON may hold other line ends as they are.
    let rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in zip(1..., rows.map(Substring.init)) where !line.allSatisfy(\.isWhitespace) {
      guard var parameters = try? JSONDecoder().decode([String: WireValue].self, from: Data(line.utf8)) else {
        throw Failure(
          .invalid, "line \(number) is not a JSON object of strings, numbers, true and false",
          code: "invalid-request")
      }
      var item = Request.Submit.Item(text: nil)
      if let value = parameters.removeValue(forKey: "text") {
        guard case .string(let text) = value else {
          throw Failure(.invalid, "line \(number): text is not a string", code: "invalid-request")
        }
        item.text = text
      }
      var fields: [String: String] = [:]
      for (name, value) in parameters {
        switch try column(name) {
        case .text: break
        case .field: fields[name] = TaskHelp.plain(value)
        case .parameter(let parameter):
          if parameter.kind == .file, case .string(let path) = value {
            item.parameters[name] = .string(try FileInput.text(at: path))
          } else {
            item.parameters[name] = value
          }
        }
      }
      if let fieldsParameter, !fields.isEmpty {
        item.parameters[fieldsParameter.name] = .string(Fields.json(fields))
      }
      items.append((item, number))
    }
    return items
  }

  /// The lines that are not empty, numbered from 1, without their line ends.
  static func lines(_ text: String) -> [(number: Int, text: Substring)] {
    var lines: [(number: Int, text: Substring)] = []
    // A carriage return and line feed are one Character, so both kinds of line end are seen here.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where !line.allSatisfy(\.isWhitespace) {
      lines.append((index + 1, line))
    }
    return lines
  }

  /// What a column holds.
  private enum Column {
    case text
    case parameter(ParameterInfo)
    case field(String)
  }

  /// The parameter that takes columns with names of the user's own.
  private var fieldsParameter: ParameterInfo? { task.parameters.first { $0.kind == .fields } }

  private func column(_ name: String) throws(Failure) -> Column {
    if name == "text" { return .text }
    if let parameter = task.parameters.first(where: { $0.name == name && $0.kind != .fields }) {
      return .parameter(parameter)
    }
    if takesFields, fieldsParameter != nil { return .field(name) }
    let known = ["text"] + task.parameters.filter { $0.kind != .fields }.map(\.name)
    let close = Closest.names(to: name, among: known)
    let advice =
      close.isEmpty
      ? "there are \(known.joined(separator: ", "))" : "did you mean \(close.joined(separator: " or "))?"
    throw Failure(
      .invalid, "the column '\(Terminal.plain(name))' is no parameter of \(task.name)", advice: advice,
      code: "invalid-request")
  }
}
