/// Comma-separated values (RFC 4180): quoted fields may hold commas, line ends and doubled quotes.
enum CSV {
  /// A row with the number of the line that it begins on, from 1.
  struct Row: Sendable, Equatable {
    var line: Int
    var fields: [String]
  }

  /// A field as it stands in a file: in quotes where it holds what parts fields and rows.
  static func field(_ text: String) -> String {
    let parts: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard text.unicodeScalars.contains(where: parts.contains) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// All rows but empty lines.
  /// - Throws: a failure with status `invalid` that names the line of a quote that stands wrong or is never closed.
  static func rows(_ text: String) throws(Failure) -> [Row] {
    var rows: [Row] = []
    var row = Row(line: 1, fields: [])
    var field = String.UnicodeScalarView()
    var line = 1
    var isQuoted = false
    var wasQuoted = false
    var opened = 1

    func endField() {
      row.fields.append(String(field))
      field = .init()
      wasQuoted = false
    }
    func endRow() {
      let isEmpty = row.fields.isEmpty && field.isEmpty && !wasQuoted
      endField()
      if !isEmpty { rows.append(row) }
      row = Row(line: line, fields: [])
    }

    var scalars = text.unicodeScalars.makeIterator()
    var pending = scalars.next()
    while let scalar = pending {
      pending = scalars.next()
      if scalar == "\n" { line += 1 }
      if isQuoted {
        if scalar != "\"" {
          field.append(scalar)
        } else if pending == "\"" {
          field.append("\"")
          pending = scalars.next()
        } else {
          isQuoted = false
          wasQuoted = true
        }
        continue
      }
      switch scalar {
      case "\"" where field.isEmpty && !wasQuoted:
        isQuoted = true
        opened = line
      case ",": endField()
      case "\r" where pending == "\n": break
      case "\n": endRow()
      default:
        guard !wasQuoted, scalar != "\"" else {
          throw Failure(
            .invalid, "line \(line) has a quote inside a field",
            advice: "put the whole field in quotes and double those inside", code: "invalid-request")
        }
        field.append(scalar)
      }
    }
    guard !isQuoted else {
      throw Failure(.invalid, "the quote opened on line \(opened) is never closed", code: "invalid-request")
    }
    endRow()
    return rows
  }
}
