/// On which line of a TOML file each key stands; the parser tells lines of syntax errors only.
///
/// Strings over several lines are not looked into. The tables of an array have numbers: `section[0].text`.
public struct KeyLines {
  private var lines: [String: Int] = [:]

  /// - Parameter content: of a file that has parsed.
  public init(_ content: String) {
    var section = ""
    var multiline: String?
    var counts: [String: Int] = [:]
    let all = content.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in all.enumerated() {
      if let quotes = multiline {
        if Self.occurrences(of: quotes, in: line) % 2 == 1 { multiline = nil }
        continue
      }
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("[[") {
        let name = Self.normalised(text.dropFirst(2).prefix { $0 != "]" })
        section = "\(name)[\(counts[name, default: 0])]"
        counts[name, default: 0] += 1
        note(name, index + 1)
        note(section, index + 1)
      } else if text.first == "[" {
        section = Self.normalised(text.dropFirst().prefix { $0 != "]" })
        note(section, index + 1)
      } else if text.first != "#", let equals = text.firstIndex(of: "=") {
        let key = Self.normalised(text[..<equals])
        note(section.isEmpty ? key : "\(section).\(key)", index + 1)
        multiline = ["\"\"\"", "'''"].first { Self.occurrences(of: $0, in: text) % 2 == 1 }
      }
    }
  }

  /// Counts lines from 1. For a key that is part of an inline table, the line of the table.
  public func line(of key: String) -> Int? {
    var key = key[...]
    while true {
      if let line = lines[String(key)] { return line }
      guard let dot = key.lastIndex(of: ".") else { return nil }
      key = key[..<dot]
    }
  }

  /// Also notes the sections above a dotted key, unless they have a line already.
  private mutating func note(_ key: String, _ line: Int) {
    var key = key[...]
    // What only looks like a key, within a string, may have any number of dots.
    guard key.count(where: { $0 == "." }) < TOMLBounds.mostParts else { return }
    while lines[String(key)] == nil {
      lines[String(key)] = line
      guard let dot = key.lastIndex(of: ".") else { return }
      key = key[..<dot]
    }
  }

  /// A key without the quotes and blanks that TOML allows around its parts.
  private static func normalised(_ key: Substring) -> String {
    key.split(separator: ".").map { part in
      String(part.filter { !" \t\r\"'".contains($0) })
    }.joined(separator: ".")
  }

  private static func occurrences(of quotes: String, in line: Substring) -> Int {
    var count = 0
    var rest = line
    while let first = quotes.first, let start = rest.firstIndex(of: first) {
      if rest[start...].hasPrefix(quotes) {
        count += 1
        rest = rest[start...].dropFirst(quotes.count)
      } else {
        rest = rest[start...].dropFirst()
      }
    }
    return count
  }
}
