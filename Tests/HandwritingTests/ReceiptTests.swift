import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct HandwritingReceiptTests {
  let synthesis: any TaskPlugin
  let model = ModelPackage.scribbler(alphabet: letters)

  init() throws { synthesis = try handwritingPlugin("HandwritingSynthesis") }

  private struct File: Decodable { var receipt: Receipt? }

  private func request(
    _ text: String = "Secret words", format: String = "json", seed: UInt64 = 7, given: [String: ParameterValue] = [:]
  ) -> ItemRequest {
    var request = synthesis.request(text, format: format, seed: seed, given)
    request.receipt = Receipt(request, task: "handwriting-synthesis", model: "scribbler", modelDigest: "digest of ")
    return request
  }

  private func receipt(_ request: ItemRequest) async throws -> Receipt {
    let artifact = try await synthesis.carryOut(request, model).artifact
    #expect(artifact.holdsReceipt)
    return try #require(try JSONDecoder().decode(File.self, from: Data(artifact.bytes)).receipt)
  }

  @Test func inkCarriesWhatItWasMadeFromAndWhatWasDrawn() async throws {
    let request = request(seed: .max)
    let receipt = try await receipt(request)
    #expect(receipt.text == "Secret words" && receipt.seed == "18446744073709551615" && receipt.format == "json")
    #expect(receipt.parameters.count == request.parameters.count && receipt.operation == .generate)
    #expect(receipt.renderer == 6 && receipt.ink?.count == 64)
  }

  @Test func theInksDigestIsThatOfTheInkAlone() async throws {
    let ink = try await receipt(request()).ink
    #expect(try await receipt(request(given: ["page": .string("a4"), "ink-colour": .string("red")])).ink == ink)
    #expect(try await receipt(request(seed: 8)).ink != ink)
    let prediction = try handwritingPlugin("HandwritingPrediction")
    let scribbler = ModelPackage.scribbler(alphabet: nil)
    var inks: Set<String?> = []
    for seed in [1, 1, 2] as [UInt64] {
      var request = prediction.request(seed: seed, ["length": .integer(50)])
      request.receipt = Receipt(request, task: "handwriting-prediction", model: "scribbler", modelDigest: "")
      let bytes = try await prediction.carryOut(request, scribbler).artifact.bytes
      inks.insert(try JSONDecoder().decode(File.self, from: Data(bytes)).receipt?.ink)
    }
    #expect(inks.count == 2 && !inks.contains(nil))
  }

  @Test(arguments: ["pdf", "png", "svg", "gcode"])
  func everyFormatCarriesItAndWithoutOneNothingTellsTheText(format: String) async throws {
    let full = try await synthesis.carryOut(request(format: format), model).artifact
    #expect(full.bytes.firstRange(of: Array("Secret words".utf8)) != nil && full.holdsReceipt)
    let mute = try await synthesis.carryOut(synthesis.request("Secret words", format: format), model).artifact
    #expect(mute.bytes.firstRange(of: Array("Secret".utf8)) == nil)
    #expect(mute.bytes.firstRange(of: Array("receipt".utf8)) == nil)
  }
}
