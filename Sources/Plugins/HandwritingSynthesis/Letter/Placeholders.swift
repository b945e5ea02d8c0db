import TOMLFile

/// A text with places that a row of data fills: `Dear {{name}},`.
struct Placeholders: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case text(String)
    case column(String)
  }

  private var parts: [Part] = []
  /// How messages begin that say where it stands: "The template, line 4: section[1].text".
  private let place: String

  /// What so many characters may take, accents and all.
  private static let mostBytes = 16 * WritingPlan.longestText

  /// Name of the item's own text.
  static let text = "text"

  /// - Throws: for braces that are not closed, or hold no name.
  init(_ template: String, in record: TOMLRecord, key: String = "text") throws(TOMLFault) {
    place = record.fault(key, "").message
    var rest = Substring(template)
    while let open = rest.firstRange(of: "{{") {
      if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
      let inner = rest[open.upperBound...]
      guard let close = inner.firstRange(of: "}}") else {
        throw record.fault(key, "has '{{' without '}}'; write {{column}}")
      }
      let name = String(inner[..<close.lowerBound].trimming(while: { $0 == " " }))
      guard !name.isEmpty, !name.contains("{") else {
        throw record.fault(key, "has '{{\(inner[..<close.lowerBound])}}', which names no column")
      }
      parts.append(.column(name))
      rest = inner[close.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
  }

  var isEmpty: Bool { parts.isEmpty }

  /// The names of columns that stand in it.
  var columns: [String] {
    parts.compactMap { part in
      if case .column(let name) = part { name } else { nil }
    }
  }

  /// The text with a row's values.
  /// - Throws: for a column that the row does not have, and for a text that becomes far longer than one can be written.
  func filled(with values: [String: String]) throws(TOMLFault) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let fixed): text += fixed
      case .column(let name):
        guard let value = values[name] else {
          let known = values.keys.sorted().joined(separator: ", ")
          throw TOMLFault(
            "\(place)asks for the column '\(name)', which the data does not have"
              + (known.isEmpty ? "; give --data with such a column, or --field \(name)=…" : "; there are \(known)."))
        }
        text += value
      }
      guard text.utf8.count <= Self.mostBytes else {
        throw TOMLFault("\(place)becomes longer than \(WritingPlan.longestText) characters with its columns filled in.")
      }
    }
    return text
  }
}

extension Substring {
  /// Where a text of ASCII begins and ends for the first time.
  fileprivate func firstRange(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }

  fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self.drop(while: isTrimmed)
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}
