import FoundationEssentials
import Wire

/// Turns input into the items of a job.
struct ItemReader {
  let task: TaskInfo

  /// Reads a file by its suffix: `.csv`, `.jsonl`, else one item on each line that is not empty.
  /// - Throws: a failure with status `invalid` that names file, line and column.
  func items(at path: String) throws(Failure) -> [Request.Submit.Item] {
    let text = try FileInput.text(at: path)
    let items: [Request.Submit.Item]
    do throws(Failure) {
      if path.hasSuffix(".csv") {
        items = try csv(text)
      } else if path.hasSuffix(".jsonl") {
        items = try jsonLines(text)
      } else {
        items = Self.lines(text).map { Request.Submit.Item(text: String($0.text)) }
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

  /// Rows below a row of names; the column `text` is the text, the others are parameters, empty cells are absent.
  func csv(_ text: String) throws(Failure) -> [Request.Submit.Item] {
    let rows = try CSV.rows(text)
    guard let names = rows.first?.fields else { return [] }
    var columns: [ParameterInfo?] = []
    for name in names { columns.append(try column(name)) }
    var items: [Request.Submit.Item] = []
    for row in rows.dropFirst() {
      guard row.fields.count == names.count else {
        throw Failure(
          .invalid, "line \(row.line) has \(row.fields.count) columns where the first line has \(names.count)",
          advice: "put fields with commas in quotes", code: "invalid-request")
      }
      var item = Request.Submit.Item(text: nil)
      for (field, column) in zip(row.fields, columns) {
        guard let column else {
          item.text = field
          continue
        }
        guard !field.isEmpty else { continue }
        do throws(Failure) {
          item.parameters[column.name] = try ParameterText.value(field, of: column)
        } catch {
          var failure = error
          failure.message = "line \(row.line): \(error.message)"
          throw failure
        }
      }
      items.append(item)
    }
    return items
  }

  /// One JSON object on each line; the key `text` is the text, the others are parameters.
  func jsonLines(_ text: String) throws(Failure) -> [Request.Submit.Item] {
    var items: [Request.Submit.Item] = []
    for (number, line) in Self.lines(text) {
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
      for (name, value) in parameters {
        guard let column = try column(name) else { continue }
        if column.kind == .file, case .string(let path) = value {
          item.parameters[name] = .string(try FileInput.text(at: path))
        } else {
          item.parameters[name] = value
        }
      }
      items.append(item)
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

  /// The parameter that a column stands for; nil for the text.
  private func column(_ name: String) throws(Failure) -> ParameterInfo? {
    if name == "text" { return nil }
    if let parameter = task.parameters.first(where: { $0.name == name }) { return parameter }
    let known = ["text"] + task.parameters.map(\.name)
    let close = Closest.names(to: name, among: known)
    let advice =
      close.isEmpty
      ? "there are \(known.joined(separator: ", "))" : "did you mean \(close.joined(separator: " or "))?"
    throw Failure(
      .invalid, "the column '\(Terminal.plain(name))' is no parameter of \(task.name)", advice: advice,
      code: "invalid-request")
  }
}
