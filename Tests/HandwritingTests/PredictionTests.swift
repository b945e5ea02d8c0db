import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct PredictionTests {
  let plugin: any TaskPlugin
  let model = ModelPackage.scribbler(alphabet: nil)

  init() throws { plugin = try handwritingPlugin("HandwritingPrediction") }

  private func ink(_ given: [String: ParameterValue]) async throws -> InkFile {
    let bytes = try await plugin.carryOut(plugin.request("", given), model).artifact.bytes
    return try JSONDecoder().decode(InkFile.self, from: Data(bytes))
  }

  @Test func theTaskIsDescribed() {
    #expect(plugin.descriptor.name == "handwriting-prediction")
    #expect(plugin.descriptor.text == .none)
    #expect(plugin.descriptor.parameters.contains { $0.name == "length" })
  }

  @Test(arguments: [10, 300])
  func asManyPointsAreDrawnAsAskedFor(length: Int) async throws {
    let file = try await ink(["length": .integer(length)])
    // The pen touches the paper before the first offset.
    #expect(file.strokes.reduce(0) { $0 + $1.count } == length + 1)
  }

  @Test(arguments: ["pdf", "png", "svg", "json"])
  func theSeedFixesTheBytes(format: String) async throws {
    let first = try await plugin.carryOut(plugin.request(format: format, seed: 1), model).artifact
    let again = try await plugin.carryOut(plugin.request(format: format, seed: 1), model).artifact
    let other = try await plugin.carryOut(plugin.request(format: format, seed: 2), model).artifact
    #expect(first.bytes == again.bytes && first.bytes != other.bytes)
  }

  @Test func longInkFlowsOverLinesOfAPage() async throws {
    let file = try await ink(["length": .integer(3000)])
    #expect(file.width == 210)
    #expect(file.lines.count > 1)
  }

  @Test func thePrimeIsTheBeginning() async throws {
    let prime = "{\"strokes\": [[[0, 0], [2, 9], [4, 0], [6, 9], [8, 0]], [[12, 9], [14, 0], [16, 9]]]}"
    let request = plugin.request("", ["length": .integer(50), "prime": .string(prime)])
    let result = try await plugin.carryOut(request, model)
    #expect(result.stages[0][0].prime.count == 3 * 7)
    let file = try JSONDecoder().decode(InkFile.self, from: Data(result.artifact.bytes))
    #expect(file.strokes.reduce(0) { $0 + $1.count } == 8 + 50)
    #expect(file.strokes[0].count == 5 && file.strokes[1].count == 3)
  }

  @Test func modelsThatWriteTextsAndDamagedPrimesAreRefused() {
    let other = ModelPackage.scribbler(alphabet: letters)
    #expect(plugin.refusal(plugin.request(), other)?.contains("cannot draw") == true)
    #expect(plugin.refusal(plugin.request("", ["prime": .string("?")]), model)?.contains("cannot be read") == true)
  }
}
