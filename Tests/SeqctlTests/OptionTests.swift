import Testing
import Wire

@testable import seqctl

private let task = TaskInfo(
  name: "handwriting-synthesis", summary: "", text: .required, formats: ["pdf", "svg"],
  parameters: [
    ParameterInfo(
      name: "bias", kind: .number, help: "How careful.", defaultValue: .number(0.5), minimum: 0, maximum: 10),
    ParameterInfo(name: "substitute", kind: .boolean, help: "Replace."),
    ParameterInfo(name: "page", kind: .string, help: "Paper.", choices: ["a4", "letter"]),
  ])

@Suite struct OptionTableTests {
  private let table = JobOptions.table(for: task)

  @Test func valuesFlagsAndPositionalArgumentsAreToldApart() throws {
    let parsed = try table.parse([
      "Hello", "-o", "x.pdf", "--bias=-1", "--substitute", "--no-substitute", "--", "--seed",
    ])
    #expect(parsed.positional == ["Hello", "--seed"])
    #expect(parsed.last("output") == "x.pdf")
    #expect(parsed.last("bias") == "-1")
    #expect(parsed.values["substitute"] == ["true", "false"])
  }

  @Test func aLoneDashIsPositionalAndAValueMayBeginWithADash() throws {
    let parsed = try table.parse(["-", "--text", "-- yes --"])
    #expect(parsed.positional == ["-"])
    #expect(parsed.last("text") == "-- yes --")
  }

  @Test func aFlagThatIsTakenBackTakesNoValue() throws {
    let table = OptionTable([.init(name: "substitute", value: nil, help: "", isNegatable: true)])
    #expect(try !table.parse(["--no-substitute"]).has("substitute"))
    #expect(try table.parse(["--substitute=true"]).has("substitute"))
    #expect(throws: Failure.self) { try table.parse(["--no-substitute=true"]) }
  }

  @Test func anUnknownOptionIsRefusedWithTheClosest() {
    for (argument, advice) in [("--bais", "did you mean --bias?"), ("--sed", "did you mean --seed?")] {
      #expect {
        try table.parse([argument, "1"])
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.advice == advice
      }
    }
    #expect {
      try table.parse(["--zzzzzzzz"])
    } throws: {
      ($0 as? Failure)?.advice == "--help lists all options"
    }
  }

  @Test func aMissingValueIsNamed() {
    #expect {
      try table.parse(["--bias"])
    } throws: {
      ($0 as? Failure)?.message == "the option --bias needs a value"
    }
  }

  @Test func optionsBeforeTheCommandBelongToIt() {
    #expect(Seqctl.ordered(["--socket", "/s", "list", "--json"]) == ["list", "--socket", "/s", "--json"])
    #expect(Seqctl.ordered(["--json", "model", "show", "m"]) == ["model", "show", "--json", "m"])
    #expect(Seqctl.ordered(["list", "--json"]) == ["list", "--json"])
  }

  @Test func noOptionOfTheClientCanBeAParameterOfATask() {
    #expect(Set((JobOptions.common + JobOptions.scoring).map(\.name)).subtracting(ReservedNames.all) == [])
  }

  @Test func theHelpShowsRangesChoicesAndDefaults() {
    let help = TaskHelp.text(usage: "u", summary: "s", task: task, width: 100)
    #expect(help.contains("--bias N"))
    #expect(help.contains("(0 to 10; default 0.5)"))
    #expect(help.contains("one of a4, letter"))
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func distancesCountSwapsOnce() {
    #expect(Closest.distance("bais", "bias") == 1)
    #expect(Closest.distance("", "abc") == 3)
    #expect(Closest.distance("kitten", "sitting") == 3)
  }
}

@Suite struct JobRequestTests {
  private func request(_ arguments: [String]) throws -> JobRequest {
    let options = try JobOptions.table(for: task).parse(arguments)
    return try JobRequest(options, task: task, takesText: true)
  }

  @Test func theSuffixChoosesTheFormatAndTheOptionOverrides() throws {
    #expect(try request(["a", "-o", "x.SVG"]).submit.format == "svg")
    #expect(try request(["a", "-o", "x.pdf", "--format", "svg"]).submit.format == "svg")
    #expect(try request(["a", "-o", "x"]).submit.format == nil)
  }

  @Test func everyRequestHasAKeyOfItsOwn() throws {
    #expect(try request(["a"]).submit.key != request(["a"]).submit.key)
    #expect(try request(["a", "--key", "k"]).submit.key == "k")
  }

  @Test func parametersHaveTheKindOfTheTask() throws {
    let parameters = try request(["a", "--bias", "1", "--substitute", "--page", "a4"]).submit.parameters
    #expect(parameters == ["bias": .number(1), "substitute": .boolean(true), "page": .string("a4")])
  }

  @Test func aFileStandsForATextByItsNameAfterAnAt() throws {
    let folder = TemporaryFolder()
    let path = folder.file("page.txt", Array("a4\n\n".utf8))
    #expect(try request(["a", "--page", "@\(path)"]).submit.parameters == ["page": .string("a4")])
    #expect(try request(["a", "--page", "@@\(path)"]).submit.parameters == ["page": .string("@\(path)")])
    #expect {
      try request(["a", "--page", "@/nonexistent"])
    } throws: {
      ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.contains("/nonexistent") == true
    }
    // Data files hold texts as they are.
    let reader = ItemReader(task: task)
    #expect(try reader.csv("text,page\na,@b\n").map(\.item.parameters) == [["page": .string("@b")]])
    let ink = ParameterInfo(name: "ink", kind: .file, help: "")
    #expect(try ParameterText.argument("@\(path)", of: ink) == .string("a4\n\n"))
    #expect(try ParameterText.argument(path, of: ink) == .string("a4\n\n"))
  }

  @Test func whatIsWrongIsRefusedBeforeItIsSent() {
    let cases = [
      ([""], "is empty"), ([" \n"], "is empty"), ([], "the text is missing"), (["a", "b"], "there are 2 texts"),
      (["a", "--seed", "-1"], "--seed"), (["a", "--count", "0"], "--count"), (["a", "--count", "x"], "--count"),
      (["a", "-o", "x.jpg"], "makes no 'jpg'"), (["a", "--bias", "nan"], "bias is 'nan'"),
      (["a", "--count", "2", "-o", "/nonexistent/x.pdf"], "is one file"),
    ]
    for (arguments, part) in cases {
      #expect {
        try request(arguments)
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.message.contains(part) == true
      }
    }
  }

  @Test func theDaemonsLimitsAreCheckedBeforeItIsSent() throws {
    let limits = Reply.Limits(frameBytes: 1 << 20, itemsPerJob: 3, textLength: 5)
    #expect(throws: Never.self) { try request(["abcde", "--count", "3"]).submit.check(against: limits) }
    #expect(throws: Failure.self) { try request(["abcdef"]).submit.check(against: limits) }
    #expect(throws: Failure.self) { try request(["abc", "--count", "4"]).submit.check(against: limits) }
  }
}
