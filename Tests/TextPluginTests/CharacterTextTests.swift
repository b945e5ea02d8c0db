import FoundationEssentials
import Networks
import PluginAPI
import Testing

@Suite struct CharacterTextTests {
  let plugin: any TaskPlugin
  let model = ModelPackage.characters

  init() throws { plugin = try PluginLibrary.load("CharacterText") }

  @Test func theTaskIsDescribed() {
    #expect(plugin.descriptor.name == "character-text")
    #expect(plugin.descriptor.text == .none)
    #expect(plugin.descriptor.formats == ["txt", "json"])
    #expect(
      plugin.descriptor.parameters.map(\.name)
        == ["prime", "length", "temperature", "top-k", "top-p", "allow-unknown"])
  }

  @Test(arguments: [1, 2, 50])
  func thePrimeGoesOnForTheLengthAskedFor(length: Int) async throws {
    let request = plugin.request(["prime": .string("bad cab"), "length": .integer(length)])
    let text = try await plugin.text(request, model)
    #expect(text.hasPrefix("bad cab"))
    let written = text.unicodeScalars.count - 7
    #expect(written == length + 1 || (written == length && text.hasSuffix("\n")))
  }

  @Test func withoutAPrimeTheTextIsAsLongAsAskedFor() async throws {
    let record = try await record(plugin.request(format: "json", ["length": .integer(30)]))
    #expect(record.text.unicodeScalars.count == 30)
    #expect(record.prime == "")
  }

  @Test func theSeedFixesTheText() async throws {
    let first = try await plugin.text(plugin.request(seed: 1, ["length": .integer(60)]), model)
    let again = try await plugin.text(plugin.request(seed: 1, ["length": .integer(60)]), model)
    let other = try await plugin.text(plugin.request(seed: 2, ["length": .integer(60)]), model)
    #expect(first == again)
    #expect(first != other)
  }

  @Test func atTemperatureZeroTheSeedIsOfNoConsequence() async throws {
    let given: [String: ParameterValue] = ["length": .integer(40), "temperature": .number(0)]
    let first = try await plugin.text(plugin.request(seed: 1, given), model)
    let other = try await plugin.text(plugin.request(seed: 2, given), model)
    #expect(first == other)
  }

  @Test func thePrimeMattersToWhatFollows() async throws {
    let given: [String: ParameterValue] = ["length": .integer(40), "temperature": .number(0)]
    var endings: Set<String> = []
    for prime in ["a", "b", "hhhh", "cage ", "."] {
      let request = plugin.request(given.merging(["prime": .string(prime)]) { $1 })
      endings.insert(String(try await plugin.text(request, model).dropFirst(prime.count)))
    }
    #expect(endings.count > 1)
  }

  @Test func theRecordSaysHowTheTextCameAbout() async throws {
    let request = plugin.request(
      format: "json", seed: .max,
      ["prime": .string("a \"b\""), "length": .integer(5), "temperature": .number(0.5), "top-k": .integer(4)])
    var model = model
    model.description.alphabet[10] = "\""
    let artifact = try await plugin.artifact(request, model)
    #expect(artifact.format == "json")
    let record = try JSONDecoder().decode(Record.self, from: Data(artifact.bytes))
    #expect(record.text.hasPrefix("a \"b\""))
    #expect(record.prime == "a \"b\"")
    #expect(record.length == 5)
    #expect(record.temperature == 0.5)
    #expect((record.topK, record.topP, record.allowUnknown) == (4, 0, false))
    #expect(record.seed == .max)
    #expect(record.model == "scattered")
    #expect(record.digest == "0123abcd")
  }

  @Test func charactersOutsideTheAlphabetAreNamedWithTheirPlaces() {
    let refusal = plugin.refusal(plugin.request(["prime": .string("aXb\tXc")]), model.description)
    #expect(refusal?.contains("'X' (U+0058) at 2, 5; U+0009 at 4") == true, "\(refusal ?? "accepted")")
  }

  @Test func aModelOfWordsIsRefused() {
    let refusal = plugin.refusal(plugin.request(), ModelPackage.words.description)
    #expect(refusal?.contains("'the'") == true, "\(refusal ?? "accepted")")
  }

  @Test func aModelOfInkIsRefused() {
    var description = model.description
    description.architecture = .gravesSynthesis()
    #expect(plugin.refusal(plugin.request(), description)?.contains("does not write text") == true)
  }

  @Test(arguments: [
    ("length", ParameterValue.integer(0)), ("length", .integer(100_001)), ("temperature", .number(-0.1)),
    ("temperature", .number(.nan)), ("temperature", .number(5.1)), ("top-k", .integer(-1)), ("top-p", .number(1.5)),
  ])
  func valuesOutOfRangeAreRefused(name: String, value: ParameterValue) {
    #expect(plugin.refusal(plugin.request([name: value]), model.description)?.contains(name) == true)
  }

  private func record(_ request: ItemRequest) async throws -> Record {
    try JSONDecoder().decode(Record.self, from: Data(try await plugin.artifact(request, model).bytes))
  }

  private struct Record: Decodable {
    var text: String
    var prime: String
    var length: Int
    var temperature: Double
    var topK: Int
    var topP: Double
    var allowUnknown: Bool
    var seed: UInt64
    var model: String
    var digest: String
  }
}
