import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct StyleTests {
  let plugin: any TaskPlugin

  /// Two styles, the second the default.
  private static let sheet = """
    {"default": "round", "styles": [
      {"name": "plain", "text": "ab", "offsets": [[1, 0.5, 0], [0.25, -1, 0]]},
      {"name": "round", "text": "cd e", "offsets": [[0.5, 1, 0], [1, -1, 1], [2, 0.5, 0]]}]}
    """

  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  private func model(_ styles: String) -> ModelPackage {
    .scribbler(alphabet: letters, resources: ["styles.json": Array(styles.utf8)])
  }

  private func firstStage(_ given: [String: ParameterValue]) async throws -> SequenceRequest {
    try await plugin.carryOut(plugin.request("hello", given), model(Self.sheet)).stages[0][0]
  }

  @Test func aNamedStyleLeadsEveryPieceAndEndsWithALiftedPen() async throws {
    let first = try await firstStage(["style": .string("plain")])
    #expect(first.prime == [1, 0.5, 0, 0.25, -1, 1])
    #expect(first.text.count == "ab hello".count)
  }

  @Test func theModelsDefaultAppliesWhereNoStyleIsNamed() async throws {
    #expect(try await firstStage([:]).text.count == "cd e hello".count)
  }

  @Test func noneWritesWithoutALead() async throws {
    #expect(try await firstStage(["style": .string("none")]).prime.isEmpty)
  }

  @Test func onlyNewInkIsInTheResult() async throws {
    let result = try await plugin.carryOut(plugin.request("hello", ["style": .string("plain")]), model(Self.sheet))
    let file = try JSONDecoder().decode(InkFile.self, from: Data(result.artifact.bytes))
    #expect(file.lines.map(\.text) == ["hello"])
    #expect(file.properties["style"] == "plain")
  }

  @Test func anUnknownStyleIsRefusedWithThoseThereAre() throws {
    let message = try #require(plugin.refusal(plugin.request("hello", ["style": .string("gothic")]), model(Self.sheet)))
    #expect(message.contains("'gothic'") && message.contains("plain, round, none"))
  }

  @Test(arguments: ["{", "{\"styles\": [{\"name\": \"x\"}]}"])
  func damagedStylesAreRefused(styles: String) {
    #expect(plugin.refusal(plugin.request("hello"), model(styles))?.contains("styles.json") == true)
  }

  @Test func aStyleWithDamagedInkIsRefused() {
    let styles = "{\"styles\": [{\"name\": \"x\", \"text\": \"a\", \"offsets\": [[1, 2]]}]}"
    #expect(
      plugin.refusal(plugin.request("hello", ["style": .string("x")]), model(styles))?.contains("damaged") == true)
  }

  @Test func inkOfTheJSONFormatLeadsTheNext() async throws {
    let package = ModelPackage.scribbler(alphabet: letters)
    let sample = try await plugin.carryOut(plugin.request("sample of a hand"), package).artifact
    let prime = ParameterValue.string(String(decoding: sample.bytes, as: UTF8.self))
    let result = try await plugin.carryOut(plugin.request("hello", ["prime": prime]), package)
    let first = result.stages[0][0]
    #expect(first.prime.count > 30 && first.text.count == "sample of a hand hello".count)
    let file = try JSONDecoder().decode(InkFile.self, from: Data(result.artifact.bytes))
    #expect(file.lines.map(\.text) == ["hello"] && file.properties["style"] == "prime")
  }

  @Test func aLineBreakInThePrimesTextIsASpace() async throws {
    let prime = ParameterValue.string(
      "{\"text\": \"a\\nb\\n\", \"strokes\": [[[0, 0], [2, 9], [4, 0]], [[6, 9], [8, 0], [9, 4]]]}")
    let package = ModelPackage.scribbler(alphabet: letters)
    let result = try await plugin.carryOut(plugin.request("hello", ["prime": prime]), package)
    let first = try #require(result.stages.first?.first)
    #expect(first.text.count == "a b hello".count)
  }

  @Test(arguments: [
    ("no json", "cannot be read"),
    ("{\"text\": \"a\", \"strokes\": []}", "The prime has 0 points; give ink of 2 to 3000"),
    ("{\"strokes\": [[[0, 0], [5, 9], [9, 0]]]}", "does not tell"),
    ("{\"text\": \"\u{20AC}\", \"strokes\": [[[0, 0], [5, 9], [9, 0]]]}", "U+20AC"),
    ("{\"text\": \"a\", \"strokes\": [[[0, 0], [5, 0]]]}", "no height"),
  ])
  func primeInkThatCannotLeadIsRefused(prime: String, reason: String) throws {
    let package = ModelPackage.scribbler(alphabet: letters)
    let message = try #require(plugin.refusal(plugin.request("hello", ["prime": .string(prime)]), package))
    #expect(message.contains(reason), "\(message)")
  }

  @Test func styleAndPrimeTogetherAreRefused() {
    let given: [String: ParameterValue] = ["style": .string("plain"), "prime": .string("{}")]
    #expect(plugin.refusal(plugin.request("hello", given), model(Self.sheet))?.contains("Both") == true)
  }
}
