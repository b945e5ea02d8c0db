import Testing

/// The table "Who may import whom" of ARCHITECTURE.md: the document is the rule.
struct ImportTable {
  /// What every module may import: the C library, what the standard library leaves out, and the small Foundation.
  static let everywhere: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials"]

  /// Allowed imports by module.
  let rows: [String: Set<String>]

  /// Reads `module | may import` rows of the section; only names in backquotes count.
  init(document: String, section: String) throws {
    let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "## \(section)"), "ARCHITECTURE.md has no section '\(section)'")
    var rows: [String: Set<String>] = [:]
    for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix("## ") }) where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { Self.quoted($0) }
      guard cells.count >= 2 else { continue }
      for module in cells[0] { rows[module] = Set(cells.dropFirst().joined()) }
    }
    self.rows = rows
  }

  /// The imports of a source that its module may not have.
  func violations(in source: String, of module: String) -> [String] {
    let allowed = rows[module, default: []].union(Self.everywhere)
    return ImportStatement.modules(of: source).filter { !allowed.contains($0) }
  }

  /// Every second piece between backquotes.
  private static func quoted(_ cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
