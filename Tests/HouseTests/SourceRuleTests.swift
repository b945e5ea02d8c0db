import Testing

/// Rules of the house that the compiler does not know.
@Suite struct SourceRuleTests {
  static let sources = Repository.files(in: "Sources", ending: ".swift")
  static let tests = Repository.files(in: "Tests", ending: ".swift")

  @Test func sourcesAreFound() {
    #expect(Self.sources.count > 50)
    #expect(Self.tests.count > 20)
  }

  @Test func whatTheCompilerCannotCheckSaysWhyItHolds() throws {
    let claims = ["@unchecked " + "Sendable", "nonisolated(" + "unsafe)"]
    for file in Self.sources + Self.tests {
      let lines = try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where claims.contains(where: line.contains) {
        let explained = line.contains("//") || (index > 0 && lines[index - 1].contains("//"))
        #expect(explained, "\(file):\(index + 1) gives no reason")
      }
    }
  }

  @Test func nothingIsLeftForLater() throws {
    let marks = ["TO" + "DO", "FIX" + "ME"]
    for file in Self.sources + Self.tests {
      let text = try Repository.text(file)
      #expect(!marks.contains(where: text.contains), "\(file) has an open end")
    }
  }

  @Test func testsAwaitFactsAndNeverSleep() throws {
    let calls = ["Task.sl" + "eep", " usl" + "eep(", " sl" + "eep(", "nanosl" + "eep("]
    for file in Self.tests {
      let text = try Repository.text(file)
      #expect(!calls.contains(where: text.contains), "\(file) sleeps")
    }
  }
}
