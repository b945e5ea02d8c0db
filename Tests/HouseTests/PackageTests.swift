import Testing

@Suite struct PackageTests {
  @Test(arguments: Manifest.files)
  func theSettingsAreStrict(file: String) throws {
    let manifest = try Repository.text(file)
    for setting in [
      ".swiftLanguageMode(.v6)", ".enableUpcomingFeature(\"ExistentialAny\")",
      ".enableUpcomingFeature(\"MemberImportVisibility\")", ".enableUpcomingFeature(\"InternalImportsByDefault\")",
      ".treatAllWarnings(as: .error)",
    ] {
      let set = manifest.contains("  \(setting),\n")
      #expect(set, "\(file) lacks \(setting)")
    }
  }

  @Test func everySwiftTargetIsStrict() throws {
    let targets = try Manifest.targets()
    #expect(targets.count > 10)
    for target in targets where !Repository.files(in: target.path, ending: ".swift").isEmpty {
      let isPlugin = target.declaration.hasPrefix("plugin(")
      #expect(
        isPlugin || target.declaration.contains("swiftSettings: strict"), "\(target.name) is built without them")
    }
  }

  @Test func everyFolderOfSourcesIsATarget() throws {
    let paths = try Manifest.targets().map(\.path)
    let sources = [".swift", ".c"].flatMap { Repository.files(in: "Sources", ending: $0) }
    for file in sources where !file.hasSuffix("Package.swift") {
      #expect(paths.contains { file.hasPrefix("\($0)/") }, "\(file) belongs to no target")
    }
  }

  @Test func everyFolderOfTestsIsATarget() throws {
    let folders = Set(Repository.files(in: "Tests", ending: ".swift").map { $0.split(separator: "/")[1] })
    let targets = Set(try Manifest.testTargets())
    for folder in folders.sorted() {
      #expect(targets.contains(String(folder)), "the tests in Tests/\(folder) are never built")
    }
  }
}
