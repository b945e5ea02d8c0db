import Testing

/// The build does not catch an import that another target makes reachable, so the rule is held here.
@Suite struct LayeringTests {
  static let section = "Who may import whom"

  @Test func everyImportIsAllowedByTheTable() throws {
    let table = try ImportTable(document: Repository.text("ARCHITECTURE.md"), section: Self.section)
    for target in try Manifest.targets() {
      #expect(table.rows[target.name] != nil, "ARCHITECTURE.md says nothing of the imports of \(target.name)")
      for file in Repository.files(in: target.path, ending: ".swift") {
        let violations = try table.violations(in: Repository.text(file), of: target.name)
        #expect(violations.isEmpty, "\(file) imports \(violations), which the table of ARCHITECTURE.md forbids")
      }
    }
  }

  @Test func theTableNamesNoModuleThatIsGone() throws {
    let table = try ImportTable(document: Repository.text("ARCHITECTURE.md"), section: Self.section)
    let targets = Set(try Manifest.targets().map(\.name))
    #expect(Set(table.rows.keys).subtracting(targets).isEmpty)
  }

  @Test func lowerModulesNeverAllowUpperOnes() throws {
    let rows = try ImportTable(document: Repository.text("ARCHITECTURE.md"), section: Self.section).rows
    var above: [String] = []
    func visit(_ module: String) {
      #expect(!above.contains(module), "a circle of imports: \(above + [module])")
      guard !above.contains(module) else { return }
      above.append(module)
      for lower in rows[module, default: []] where rows[lower] != nil { visit(lower) }
      above.removeLast()
    }
    for module in rows.keys { visit(module) }
  }

  @Test(arguments: [
    ("import Daemon", "Daemon"), ("  public import Daemon", "Daemon"), ("@testable import Daemon", "Daemon"),
    ("@_spi(Inner) internal import struct Daemon.Job", "Daemon"), ("import Daemon.Jobs  // why", "Daemon"),
    ("@preconcurrency package import Daemon;", "Daemon"),
  ])
  func everyKindOfImportIsSeen(line: String, module: String) {
    #expect(ImportStatement.modules(of: "/// import Nothing\n\(line)\nlet important = 1") == [module])
  }

  @Test func aForbiddenImportIsFound() throws {
    let document = "## Rules\n|module|may import|\n|---|---|\n| `Upper` | `Lower`, `GRDB` |\n| `Lower` | nothing |\n"
    let table = try ImportTable(document: document, section: "Rules")
    #expect(table.violations(in: "import Glibc\nimport Lower\nimport GRDB", of: "Upper").isEmpty)
    #expect(table.violations(in: "import Glibc\npublic import Upper", of: "Lower") == ["Upper"])
    #expect(table.violations(in: "import Foundation", of: "Upper") == ["Foundation"])
  }
}
