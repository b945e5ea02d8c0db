import Foundation
import Testing

/// What the project's two manifests say of their targets, read as text: a test cannot ask the package manager while it
/// runs the test.
enum Manifest {
  struct Target {
    var name: String
    /// Folder, relative to the root.
    var path: String
    /// The declaration, for looking up its settings.
    var declaration: String
  }

  static let files = ["Package.swift", "Sources/SequenceKit/Package.swift"]

  /// Every target with sources under Sources/, system libraries included.
  static func targets() throws -> [Target] {
    try files.flatMap { file in
      let folder = file.dropLast("Package.swift".count)
      return try declarations(of: Repository.text(file)).compactMap { declaration -> Target? in
        if let name = value(of: "plugin(", in: declaration) {
          return Target(name: name, path: "Sources/Plugins/\(name)", declaration: declaration)
        }
        guard let name = value(of: "name: ", in: declaration), let path = value(of: "path: ", in: declaration) else {
          return nil
        }
        return Target(name: name, path: folder + path, declaration: declaration)
      }
    }
  }

  /// Names of the test targets.
  static func testTargets() throws -> [String] {
    try Repository.text("Package.swift").matches(of: /\btests\(\s*"(\w+)"/).map { String($0.1) }
  }

  /// Each `.target(…)`, `.executableTarget(…)`, `.systemLibrary(…)` and `plugin(…)` of the list of targets.
  private static func declarations(of manifest: String) throws -> [String] {
    let list = try #require(manifest.range(of: "  targets: ["), "the manifest has no list of targets")
    var declarations: [String] = []
    var depth = 0
    var current = ""
    for character in manifest[list.upperBound...] {
      if character == "]", depth == 0 { break }
      if character == "(" { depth += 1 }
      if depth > 0 || !",\n ".contains(character) { current.append(character) }
      if character == ")" {
        depth -= 1
        if depth == 0 {
          declarations.append(current)
          current = ""
        }
      }
    }
    return declarations
  }

  /// The string literal right after a label.
  private static func value(of label: String, in text: String) -> String? {
    guard let range = text.range(of: label + "\"") else { return nil }
    return String(text[range.upperBound...].prefix { $0 != "\"" })
  }
}
