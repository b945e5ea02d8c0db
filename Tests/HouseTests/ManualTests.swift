import Testing

/// Manual pages and `--help` say the same.
@Suite struct ManualTests {
  @Test(arguments: [
    (
      "seqtrain.1", "seqtrain",
      [
        ["train"], ["evaluate"], ["plot", "loss"], ["plot", "alignment"], ["plot", "density"],
        ["plot", "cells"], ["plot", "sheet"], ["export"], ["styles"], ["adapt"], ["precision"], ["summary"],
        ["benchmark"],
      ]
    ),
    ("seqd.8", "seqd", [[]]),
  ])
  func thePageHasTheOptionsOfTheProgramAndNoOther(page: String, program: String, commands: [[String]]) throws {
    var known: Set<String> = []
    for command in commands {
      let outcome = try Program(name: program).run(command + ["--help"])
      #expect(outcome.status == 0, "\(program) \(command) --help ends with \(outcome.status)")
      known.formUnion(options(in: outcome.output))
    }
    let described = options(in: try Repository.text("Documentation/man/\(page)").replacing("\\-", with: "-"))
    let general: Set = ["--help", "--version"]
    #expect(known.subtracting(described).subtracting(general) == [], "\(page) leaves these out")
    #expect(described.subtracting(known).subtracting(general) == [], "\(page) speaks of options that are gone")
  }

  @Test func thePageOfTheClientHasEveryCommandAndNoOther() throws {
    let page = try Repository.text("Documentation/man/seqctl.1")
    let described = Set(page.matches(of: /(?m)^\.It Cm ([a-z]+)/).map { String($0.1) })
    let known = try Self.commandsOfTheClient().subtracting(["help"])
    #expect(known.subtracting(described) == [], "seqctl.1 leaves these out")
    #expect(described.subtracting(known) == [], "seqctl.1 describes commands that are gone")
  }

  @Test(arguments: DocumentTests.documents)
  func everyCommandOfTheClientMentionedExists(document: String) throws {
    let commands = try Self.commandsOfTheClient()
    let mentions = try Repository.text(document).matches(of: /(?:^|`)seqctl ([a-z]+)/.anchorsMatchLineEndings())
    for mention in mentions {
      #expect(commands.contains(String(mention.1)), "\(document) speaks of 'seqctl \(mention.1)'")
    }
  }

  /// First words of the lines below SUBCOMMANDS in the client's help.
  private static func commandsOfTheClient() throws -> Set<String> {
    let help = try Program(name: "seqctl").run(["--help"])
    let list = help.output.split(separator: "SUBCOMMANDS:\n")
    try #require(list.count == 2, "\(help.output)")
    return Set(list[1].matches(of: /(?m)^  ([a-z]+)/).map { String($0.1) })
  }

  private func options(in text: String) -> Set<String> {
    Set(text.matches(of: /--[a-z][a-z-]*[a-z]/).map { String($0.0) })
  }
}
