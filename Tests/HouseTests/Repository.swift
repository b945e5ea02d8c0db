import Foundation

/// The source tree this test was built from.
enum Repository {
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path(percentEncoded: false))
  }

  /// Paths below a folder whose names end so, relative to the root and sorted; hidden folders are left out.
  static func files(in folder: String, ending suffix: String) -> [String] {
    let base = root.appending(path: folder).path(percentEncoded: false)
    let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      name.hasSuffix(suffix) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    .map { "\(folder)/\($0)" }.sorted()
  }
}
