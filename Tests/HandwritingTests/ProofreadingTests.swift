import Foundation
import Generation
import Ink
import Networks
import PluginAPI
import Recognition
import Testing

/// A model whose package has a reader, here one that reads nothing but nonsense.
@Suite struct ProofreadingTests {
  let plugin: any TaskPlugin
  let nonsense: [UInt8]

  init() throws {
    plugin = try handwritingPlugin("HandwritingSynthesis")
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "RecognitionTests/Fixtures/reader.safetensors")
    nonsense = [UInt8](try Data(contentsOf: file))
  }

  private func model(reader: [UInt8]?) -> ModelPackage {
    .scribbler(alphabet: letters, resources: reader.map { ["reader.safetensors": $0] } ?? [:])
  }

  @Test(arguments: [(nil, 5), (0, 1), (1, 3), (3, 7)])
  func whatIsMisreadIsDrawnAgainAsOftenAsIsAskedFor(proofread: Int?, attempts: Int) async throws {
    let given = proofread.map { ["proofread": ParameterValue.integer($0)] } ?? [:]
    let result = try await plugin.carryOut(plugin.request("abc cab", given), model(reader: nonsense))
    #expect(result.stages.count == attempts)
    #expect(Set(result.stages.map { $0[0].stream }).count == attempts, "each attempt draws other numbers")
    #expect(result.remarks.contains { $0.contains("might be read as") } == (attempts > 1), "\(result.remarks)")
  }

  @Test func lettersThatStayMisreadAreDrawnAndTheRestIsWrittenAgain() async throws {
    let request = plugin.request("ab' ca. bac. b'", ["proofread": .integer(1)])
    let result = try await plugin.carryOut(request, model(reader: nonsense))
    let alphabet = Array(letters)
    let written = result.stages.map { stage in String(stage[0].text.map { alphabet[$0 - 1] }) }
    // Of these seqd can draw full stops and apostrophes as well.
    let change = try #require(written.firstIndex { $0 != "ab' ca. bac. b'" })
    #expect(change >= 2, "it was tried twice before")
    #expect(written.count >= change + 2, "and twice with what is drawn")
    #expect(Set(written).count <= 3, "there are two rounds of that at most")
    for rest in written[change...] {
      #expect(rest.count < written[0].count && rest.filter { "abc".contains($0) } == "abcabacb")
    }
    #expect(Set(result.stages.map { $0[0].stream }).count == written.count)
  }

  @Test func aModelWithoutAReaderIsTakenAtItsWord() async throws {
    let result = try await plugin.carryOut(plugin.request("Hello World"), model(reader: nil))
    #expect(result.stages.count == 1 && result.remarks.isEmpty)
  }

  @Test func aDamagedReaderIsSaidUnlessNobodyWantsToRead() throws {
    let damaged = model(reader: Array(nonsense.dropLast(9))).pluginModel
    do {
      try plugin.check(plugin.request("Hello"), model: damaged)
      Issue.record("taken")
    } catch {
      #expect(error.message.contains("reader.safetensors is truncated") && error.message.contains("--proofread 0"))
    }
    try plugin.check(plugin.request("Hello", ["proofread": .integer(0)]), model: damaged)
  }

  private struct InkOrigin: Decodable { var receipt: Receipt }

  @Test(
    "Of complete attempts the one that is read best is taken, with seeds of which that is not the last",
    arguments: [2, 3])
  func theAttemptThatIsReadBestIsTaken(seed: UInt64) async throws {
    let (text, package, reader) = ("abc cab", model(reader: nonsense), try InkReader(nonsense))
    var request = plugin.request(text, seed: seed, ["proofread": .integer(7)])
    request.receipt = Receipt(request, task: "handwriting-synthesis", model: "scribbler", modelDigest: "digest of ")
    let result = try await plugin.carryOut(request, package)
    let taken = try JSONDecoder().decode(InkOrigin.self, from: Data(result.artifact.bytes)).receipt.ink

    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let loaded = try LoadedModel(package)
    let scale = OffsetScale(meanX: 8, meanY: 0, deviationX: 40, deviationY: 36)
    var attempts: [(ink: String, proof: Proof)] = []
    for stage in result.stages {
      let sequence = try await engine.generate(stage[0], with: loaded)
      let points = try #require(sequence.sampler as? MixtureDensitySampler).points
      let offsets = points.map { PenOffset(dx: $0.dx, dy: $0.dy, penUp: $0.penUp) }
      let proof = reader.proof(scale.strokes(of: offsets, fromOrigin: true), of: Array(text))
      attempts.append((InkDigest.of(offsets), proof))
    }
    let best = try #require(attempts.min { Proof.isBetter($0.proof, $1.proof) })
    #expect(taken == best.ink)
    #expect(taken != attempts.last?.ink, "it is not just the last")
  }
}
