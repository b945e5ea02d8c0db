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

  @Test(arguments: ["pdf", "png", "svg", "json", "inkml", "gcode"])
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

  @Test func ofInkInSeveralLinesTheFirstIsTheBeginning() async throws {
    // What this task wrote itself: its words have no text, and its lines flow over a page.
    let written = try await plugin.carryOut(plugin.request("", ["length": .integer(2500)]), model).artifact.bytes
    let file = try JSONDecoder().decode(InkFile.self, from: Data(written))
    try #require(file.lines.count > 1)
    let prime = ParameterValue.string(String(decoding: written, as: UTF8.self))
    let result = try await plugin.carryOut(plugin.request("", ["length": .integer(20), "prime": prime]), model)
    let points = result.stages[0][0].prime.count / 3 + 1
    #expect(points < 2400 && points > 20)
    #expect(file.strokes.contains { $0.count > 0 } && points == firstLine(of: file))
    // A jump back to the left edge would be far to the left of anything a line has.
    let least = stride(from: 0, to: result.stages[0][0].prime.count, by: 3).map { result.stages[0][0].prime[$0] }.min()
    #expect((least ?? -99) > -20)
  }

  /// Points of the strokes before the first that begins left of and below the one before it by far.
  private func firstLine(of file: InkFile) -> Int {
    var points = 0
    var last: [Double]?
    for stroke in file.strokes {
      if let last, let first = stroke.first, first[0] < last[0] - 60 { break }
      points += stroke.count
      last = stroke.last
    }
    return points
  }

  @Test(arguments: [
    ("{\"strokes\": [[[0, 0], [1, \"x\"]]]}", "at strokes[0][1][1]"),
    ("{\"strokes\": [[[0, 0]], [[1, 1], [2e7, 3]]]}", "point 1 of stroke 1"), ("{\"strokes\": []}", "has 0 points"),
    ("{\"strokes\": [[[0, 0], [1, 0]]]}", "no height"), ("{}", "at strokes"),
  ])
  func badPrimesAreRefusedWithTheirPlace(prime: String, part: String) {
    let refusal = plugin.refusal(plugin.request("", ["prime": .string(prime)]), model)
    #expect(refusal?.contains(part) == true, "\(refusal ?? "accepted")")
  }

  @Test func thePrimeCountsForTheSheet() async throws {
    let strokes = (0..<100).map { stroke in
      "[" + (0..<9).map { "[\(stroke * 20 + 2 * $0), \($0 % 2 * 9)]" }.joined(separator: ",") + "]"
    }
    let prime = ParameterValue.string("{\"strokes\": [\(strokes.joined(separator: ","))]}")
    #expect(try await ink(["length": .integer(100), "prime": prime]).width != 210)
    #expect(try await ink(["length": .integer(101), "prime": prime]).width == 210)
  }

  @Test func aPrimeHasABoundOnItsPoints() {
    let points = (0...3000).map { "[\($0), \($0 % 7)]" }.joined(separator: ",")
    let refusal = plugin.refusal(plugin.request("", ["prime": .string("{\"strokes\": [[\(points)]]}")]), model)
    #expect(refusal?.contains("has 3001 points; give ink of 2 to 3000") == true, "\(refusal ?? "accepted")")
  }

  @Test func modelsThatWriteTextsAndDamagedPrimesAreRefused() {
    let other = ModelPackage.scribbler(alphabet: letters)
    #expect(plugin.refusal(plugin.request(), other)?.contains("cannot draw") == true)
    #expect(plugin.refusal(plugin.request("", ["prime": .string("?")]), model)?.contains("cannot be read") == true)
  }
}
