import Foundation
import Generation
import Networks
import PluginAPI
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

  @Test func theAttemptThatIsReadBestIsTaken() async throws {
    // The same numbers give the same first attempt: what is handed out must not be a worse one.
    func ink(_ proofread: Int) async throws -> [UInt8] {
      let request = plugin.request("abc cab", ["proofread": .integer(proofread)])
      return try await plugin.carryOut(request, model(reader: nonsense)).artifact.bytes
    }
    let inks = try await [ink(0), ink(15)]
    #expect(inks[0] != inks[1], "one of sixteen is read better than the first")
    #expect(try await ink(15) == inks[1])
  }
}
