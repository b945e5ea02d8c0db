import Testing
import Wire

@testable import seqctl

@Suite struct FieldsTests {
  private let task = TaskInfo(
    name: "t", summary: "", text: .optional, formats: ["pdf"],
    parameters: [
      ParameterInfo(name: "bias", kind: .number, help: ""), ParameterInfo(name: "field", kind: .fields, help: ""),
      ParameterInfo(name: "template", kind: .file, help: ""),
    ])

  private func request(_ arguments: [String]) throws -> JobRequest {
    try JobRequest(JobOptions.table(for: task).parse(["t"] + arguments), task: task, takesText: false)
  }

  private let folder = TemporaryFolder()

  @Test func columnsThatAreNoParameterAreFields() throws {
    let path = folder.file("people.csv", Array("name,bias,town\nAnna,0.5,\n\n\"Tom \"\"T\"\"\",,Bath\n".utf8))
    let template = folder.file("t.toml", Array("x".utf8))
    let request = try request(["--template", template, "--data", path, "--field", "name=all", "--field", "year=1900"])
    #expect(
      request.submit.items.map(\.parameters) == [
        ["bias": .number(0.5), "field": .string("{\"name\":\"Anna\",\"town\":\"\",\"year\":\"1900\"}")],
        ["field": .string("{\"name\":\"Tom \\\"T\\\"\",\"town\":\"Bath\",\"year\":\"1900\"}")],
      ])
    #expect((0..<2).map(request.source) == ["\(path), line 2", "\(path), line 4"])
  }

  @Test func withoutATemplateAnUnknownColumnIsASlip() throws {
    let path = folder.file("people.csv", Array("bais\n1\n".utf8))
    #expect {
      try request(["--data", path])
    } throws: { ($0 as? Failure)?.message.contains("'bais' is no parameter") == true }
  }

  @Test(arguments: [["--field", "name"], ["--field", "=x"], ["--field", "a=1", "--field", "a=2"]])
  func fieldsOfTheCommandLineAreNamedOnce(arguments: [String]) {
    #expect { try request(arguments) } throws: { ($0 as? Failure)?.status == .invalid }
  }

  @Test func aRefusedItemIsNamedByItsLine() throws {
    let path = folder.file("people.jsonl", Array("{\"bias\":1}\n\n{\"bias\":2}\n".utf8))
    let request = try request(["--data", path, "--count", "2"])
    let refusal = Failure(.invalid, "item 1: bias is 2, but must be at most 1", code: "invalid-request")
    #expect(request.located(refusal).message == "\(path), line 3: bias is 2, but must be at most 1")
    #expect((0..<4).map(request.source) == [1, 1, 3, 3].map { "\(path), line \($0)" })
    let other = Failure(.invalid, "the text is empty", code: "invalid-request")
    #expect(request.located(other).message == other.message)
  }

  @Test func aStyleSheetQuotesWhatIsWritten() {
    let template = StyleSpecimen.template(["a"], text: "say \"hi\" {{x}}\\")
    #expect(template.contains("text = \"a: say \\\"hi\\\" { {x}}\\\\\""))
  }

  @Test func bracesOfTheUsersAreNoPlaceholdersHoweverManyThereAre() {
    #expect(!StyleSpecimen.template(["a"], text: "{{{x}}} {{{{y}}}}").contains("{{"))
  }
}
