import Foundation
import Testing

/// The plugin that Documentation/PLUGINS.md prints is real code.
@Suite struct PluginDocumentTests {
  static let source = "Sources/SpokenPassword/SpokenPassword.swift"

  @Test func theManifestOfTheDocumentDependsOnSequenceKit() throws {
    let manifest = try Self.file("Package.swift")
    #expect(manifest.contains("type: .dynamic"))
    #expect(manifest.contains("../seqd/Sources/SequenceKit"))
    #expect(Repository.exists("Sources/SequenceKit/Package.swift"))
  }

  @Test func thePluginOfTheDocumentCompiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "seqd-document-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "SpokenPassword.swift")
    try Self.file(Self.source).write(to: path, atomically: true, encoding: .utf8)

    // The package manager makes this map for a build of its own; the compiler alone needs one.
    let header = Repository.root.appending(path: "Sources/SequenceKit/CKernels/include/CKernels.h")
    try "module CKernels { header \"\(header.path(percentEncoded: false))\" export * }\n".write(
      to: folder.appending(path: "module.modulemap"), atomically: true, encoding: .utf8)

    let compiler = try Program(name: "/usr/bin/env").run([
      "swiftc", "-typecheck", "-swift-version", "6", "-parse-as-library", "-warnings-as-errors",
      "-I", Program.folder.appending(path: "Modules").path(percentEncoded: false),
      "-I", folder.path(percentEncoded: false),
      path.path(percentEncoded: false),
    ])
    #expect(compiler.status == 0, "\(compiler.output)")
  }

  /// A file of the document: the code block after the comment that names it.
  private static func file(_ name: String) throws -> String {
    let document = try Repository.text("Documentation/PLUGINS.md")
    let start = try #require(document.range(of: "<!-- \(name) -->\n```swift\n"), "PLUGINS.md does not print \(name)")
    let rest = document[start.upperBound...]
    return String(rest[..<(try #require(rest.range(of: "\n```\n"))).lowerBound]) + "\n"
  }
}
