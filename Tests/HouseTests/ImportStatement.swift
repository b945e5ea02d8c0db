/// The imports of a Swift file, whatever stands before the word `import`.
enum ImportStatement {
  /// Names of the imported modules, top level only: `Daemon` for `@testable internal import struct Daemon.Job`.
  static func modules(of source: String) -> [String] {
    source.split(separator: "\n").compactMap { module(of: $0) }
  }

  private static let kinds: Set<Substring> = [
    "typealias", "struct", "class", "enum", "protocol", "let", "var", "func",
  ]
  private static let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]

  private static func module(of line: Substring) -> String? {
    var words = line.split(whereSeparator: { $0 == " " || $0 == ";" })[...]
    while let word = words.first, word.hasPrefix("@") || access.contains(word) { words.removeFirst() }
    guard words.popFirst() == "import" else { return nil }
    if let word = words.first, kinds.contains(word) { words.removeFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
