import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

/// What the handwriting tasks say of given ink.
@Suite struct InkScoreTests {
  let prediction: any TaskPlugin
  let synthesis: any TaskPlugin
  let drawing = ModelPackage.scribbler(alphabet: nil)
  let writing = ModelPackage.scribbler(alphabet: letters)

  init() throws {
    prediction = try handwritingPlugin("HandwritingPrediction")
    synthesis = try handwritingPlugin("HandwritingSynthesis")
  }

  private func request(_ ink: String, text: String = "", _ given: [String: ParameterValue] = [:]) -> ItemRequest {
    let defaults: [String: ParameterValue] = [
      "ink": .string(ink), "as-recorded": .boolean(false), "smallest-deviation": .number(0.01),
    ]
    return ItemRequest(
      operation: .score, text: text, format: "json", parameters: defaults.merging(given) { $1 }, seed: 0)
  }

  private func report(
    _ plugin: any TaskPlugin, _ request: ItemRequest, _ package: ModelPackage
  ) async throws -> (report: ScoreReport, sequences: [SequenceRequest]) {
    let result = try await plugin.carryOut(request, package)
    return (
      try JSONDecoder().decode(ScoreReport.self, from: Data(result.artifact.bytes)), result.stages.flatMap { $0 }
    )
  }

  /// Two strokes in the units of the model's data: 48 to the right is the mean and one deviation.
  private let recorded = "{\"text\": \"ab\", \"strokes\": [[[0, 0], [48, 36], [56, 36]], [[96, 0], [104, -72]]]}"
  private let offsets: [[Float]] = [[1, 1, 0], [0, 0, 1], [0.8, -1, 0], [0, -2, 1]]

  /// −ln Pr and |Δ − Σπμ|² of the offsets: the scribbler's outputs are its biases whatever it reads.
  private func expected(_ package: ModelPackage) -> (nats: Double, squares: Double) {
    let mixture = MixtureParameters(package.tensors["head.bias"] ?? [])
    var (nats, squares) = (0.0, 0.0)
    for offset in offsets {
      let (x, y) = (Double(offset[0]), Double(offset[1]))
      nats -= mixture.logDensity(x: x, y: y, penUp: offset[2] > 0.5)
      squares += (x - mixture.meanX[0]) * (x - mixture.meanX[0]) + y * y
    }
    return (nats, squares)
  }

  @Test func recordedInkCostsWhatTheMixtureSays() async throws {
    for (plugin, package) in [(prediction, drawing), (synthesis, writing)] {
      let (report, sequences) = try await self.report(
        plugin, request(recorded, ["as-recorded": .boolean(true)]), package)
      let (nats, squares) = expected(package)
      #expect(abs((report.sums["nats"] ?? 0) - nats) < 1e-4)
      #expect(abs((report.sums["squaredError"] ?? 0) - squares) < 1e-4)
      #expect(abs((report.figures["natsPerPoint"] ?? 0) - nats / 4) < 1e-4)
      #expect(abs((report.figures["squaredErrorPerPoint"] ?? 0) - squares / 4) < 1e-4)
      #expect(report.sums["points"] == 4 && report.sums["lines"] == 1 && report.task == plugin.descriptor.name)
      #expect(report.settings == ["asRecorded": .boolean(true), "smallestDeviation": .number(0.01)])
      #expect(sequences.count == 1 && sequences[0].prime.isEmpty)
      // a and b of the alphabet: the unknown symbol and the blank stand before them.
      #expect(sequences[0].text == (plugin.descriptor.name == "handwriting-synthesis" ? [2, 3] : []))
    }
  }

  @Test func theFloorOnTheDeviationsCanBeRaised() async throws {
    // σy is 1 as the scribbler has it, σx e²: a floor of 1 changes nothing, so one deviation is made small.
    var package = drawing
    package.tensors["head.bias"]![4] = -6
    let given: [String: ParameterValue] = ["as-recorded": .boolean(true)]
    let held = try await self.report(prediction, request(recorded, given), package).report
    let higher = try await self.report(
      prediction, request(recorded, given.merging(["smallest-deviation": .number(0.5)]) { $1 }), package
    ).report
    #expect((held.sums["nats"] ?? 0) > (higher.sums["nats"] ?? 0) + 100)
    #expect(higher.settings["smallestDeviation"] == .number(0.5))
  }

  @Test func whatTheTaskItselfWritesCanBeScoredLineByLine() async throws {
    let text = "Dear John,\nthank you for the long letter that came on Monday and that made us all laugh."
    let ink = try await synthesis.carryOut(synthesis.request(text), writing).artifact.bytes
    let file = try JSONDecoder().decode(InkFile.self, from: Data(ink))
    let (report, sequences) = try await self.report(
      synthesis, request(String(decoding: ink, as: UTF8.self)), writing)
    #expect(file.lines.count > 1 && sequences.count == file.lines.count)
    #expect(sequences.map(\.text.count) == file.lines.map(\.text.count))
    #expect(report.sums["lines"] == Double(file.lines.count))
    // A line's first point has no offset.
    let points = file.strokes.reduce(0) { $0 + $1.count }
    #expect(report.sums["points"] == Double(points - file.lines.count))
    #expect((report.figures["natsPerPoint"] ?? .infinity).isFinite)
  }

  @Test func theSizeOfTheInkDoesNotMatterUnlessItIsAsRecorded() async throws {
    let small = "{\"xHeight\": 2, \"strokes\": [[[0, 0], [1, 2], [2, 0], [3, 2], [4, 0]]]}"
    let large = "{\"xHeight\": 20, \"strokes\": [[[0, 0], [10, 20], [20, 0], [30, 20], [40, 0]]]}"
    let (one, _) = try await self.report(prediction, request(small), drawing)
    let (other, _) = try await self.report(prediction, request(large), drawing)
    #expect(abs((one.sums["nats"] ?? 0) - (other.sums["nats"] ?? 1)) < 1e-3)
    let (raw, _) = try await self.report(prediction, request(large, ["as-recorded": .boolean(true)]), drawing)
    #expect(abs((one.sums["nats"] ?? 0) - (raw.sums["nats"] ?? 0)) > 0.1)
    // Without an x-height in the file the ink is measured.
    let measured = "{\"strokes\": [[[0, 0], [10, 20], [20, 0], [30, 20], [40, 0]]]}"
    #expect(try await self.report(prediction, request(measured), drawing).report.sums["points"] == 4)
  }

  @Test func aTextGivenBesideTheInkTakesTheFilesPlace() async throws {
    let given: [String: ParameterValue] = ["as-recorded": .boolean(true)]
    let (_, sequences) = try await self.report(synthesis, request(recorded, text: "bad", given), writing)
    #expect(sequences[0].text == [3, 2, 5])
  }

  @Test func inkThatCannotBeScoredIsRefusedWithItsPlace() {
    let line = "{\"words\": [{\"text\": \"a\", \"firstStroke\": 0, \"strokeCount\": 1}]}"
    let cases: [(ItemRequest, String)] = [
      (request(""), "There is no ink"), (request("{"), "cannot be read"),
      (request("{\"strokes\": [[[0, 0], [1, \"x\"]]]}"), "at strokes[0][1][1]"),
      (request("{\"strokes\": [[[0, 0], [1]]]}"), "point 1 of stroke 0"),
      (request("{\"strokes\": [[[0, 0], [1, 2e6]]]}"), "point 1 of stroke 0"),
      (request("{\"text\": \"a\", \"strokes\": [[[0, 0]]]}"), "has 1 points; it needs two"),
      (request("{\"text\": \"a\", \"strokes\": [[[0, 0], [1, 0]]]}"), "has no height"),
      (request("{\"strokes\": [[[0, 0], [9, 9], [18, 0]]]}"), "What the ink says is unknown"),
      (request(recorded, text: "\u{200B}"), "no character that shows"),
      (request(recorded, text: "a" + String(repeating: "\u{301}", count: 9)), "U+0301 U+0301 U+0301 … (line"),
      (request(recorded, text: "a@"), "cannot write: '@'"), (request(recorded, text: "a\nb"), "has a line break"),
      (
        request("{\"strokes\": [[[0, 0], [1, 2]], [[0, 0], [1, 2]]], \"lines\": [\(line), \(line)]}", text: "a"),
        "has 2 lines"
      ),
      (request("{\"strokes\": [], \"lines\": [\(line)]}"), "strokes that it does not have"),
      (request(recorded, text: String(repeating: "a", count: 201)), "has 201 characters"),
      (request(recorded, ["smallest-deviation": .number(0)]), "smallest-deviation"),
    ]
    for (request, part) in cases {
      let refusal = synthesis.refusal(request, writing)
      #expect(refusal?.contains(part) == true, "\(part): \(refusal ?? "accepted")")
    }
    #expect(prediction.refusal(request(recorded), writing)?.contains("cannot draw") == true)
    #expect(synthesis.refusal(request(recorded), drawing)?.contains("cannot write texts") == true)
    let points = (0...100_000).map { "[\($0 % 1000), \($0 % 7)]" }.joined(separator: ",")
    let long = request("{\"xHeight\": 5, \"strokes\": [[\(points)]]}")
    #expect(prediction.refusal(long, drawing)?.contains("has more than 100000 points") == true)
  }
}
