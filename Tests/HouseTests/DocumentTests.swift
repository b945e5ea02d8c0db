import Foundation
import Testing

@Suite struct DocumentTests {
  static let documents =
    ["README.md", "ARCHITECTURE.md"] + Repository.files(in: "Documentation", ending: ".md")

  @Test func theArchitectureNamesEveryTargetAndItsFolder() throws {
    let architecture = try Repository.text("ARCHITECTURE.md")
    for target in try Manifest.targets() {
      let named = architecture.contains("`\(target.name)`")
      #expect(named, "ARCHITECTURE.md does not name \(target.name)")
      #expect(Repository.exists(target.path), "\(target.path) is gone")
    }
  }

  @Test func theArchitectureNamesEveryRoom() throws {
    let architecture = try Repository.text("ARCHITECTURE.md")
    let rooms = Set(
      Repository.files(in: "Sources", ending: ".swift").compactMap { file -> String? in
        let parts = file.split(separator: "/")
        return parts.count > 3 ? String(parts[parts.count - 2]) : nil
      })
    for room in rooms.sorted() {
      let named = architecture.contains("\(room)/") || architecture.contains("`\(room)`")
      #expect(named, "ARCHITECTURE.md does not name the folder \(room)")
    }
  }

  @Test(arguments: documents)
  func everyLinkLeadsToAFile(document: String) throws {
    let folder = document.contains("/") ? String(document.prefix(upTo: document.lastIndex(of: "/")!)) + "/" : ""
    for match in try Repository.text(document).matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
      let target = String(match.1)
      guard !target.contains("://") else { continue }
      #expect(Repository.exists(folder + target), "\(document) links to \(target), which is not there")
    }
  }

  @Test(arguments: documents)
  func everyMakeTargetMentionedExists(document: String) throws {
    let makefile = try Repository.text("Makefile")
    for match in try Repository.text(document).matches(of: /(?:^|`)make ([a-z][a-z-]*)/.anchorsMatchLineEndings()) {
      let exists = makefile.contains("\n\(match.1):")
      #expect(exists, "\(document) speaks of 'make \(match.1)'")
    }
  }

  @Test func everyProgramHasAManualPage() {
    for page in ["seqctl.1", "seqtrain.1", "seqd.8", "seqd.toml.5"] {
      #expect(Repository.exists("Documentation/man/\(page)"), "there is no manual page \(page)")
    }
  }
}
