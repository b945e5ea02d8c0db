import Foundation
import Generation
import Kernels
import Networks
import Testing

@Suite struct GoldenTests {
  /// A stand-in for SHA-256: FNV-1a, which tells any two of these tests' outputs apart.
  private func digest(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  private static let architectures: [Architecture] = [.synthesis, .prediction, .tabledText, .gatheredText, .oneHotText]

  @Test(arguments: architectures)
  func everyKindOfModelReproducesItsOutputsOnEveryInstructionSet(architecture: Architecture) throws {
    let package = ModelPackage.random(architecture)
    let golden = try Golden(package, digest: digest)
    #expect(golden.cases.count == 2)
    #expect(golden.cases[0].digests != golden.cases[1].digests)
    let stored = try JSONDecoder().decode(Golden.self, from: JSONEncoder().encode(golden))
    #expect(stored == golden)
    #expect(try stored.check(package, digest: digest) == KernelTable.available.map(\.instructionSet))
  }

  @Test(arguments: architectures)
  func oneWeightThatChangedIsNoticedAndTheCaseIsNamed(architecture: Architecture) throws {
    var package = ModelPackage.random(architecture)
    let golden = try Golden(package, digest: digest)
    let name = "layers.0.weight_hh"
    package.tensors[name]?[5] += 0x1p-10
    let error = #expect(throws: GoldenError.self) { try golden.check(package, digest: digest) }
    #expect(error?.message.contains("case 1 (") == true && error?.message.contains("differs on plain") == true)
  }

  @Test func theEngineGivesTheBytesOfTheCase() async throws {
    let package = ModelPackage.random(.oneHotText)
    let model = try LoadedModel(package)
    let request = SequenceRequest(
      prime: [0], seed: 1, sampler: CategoricalSampler(length: 100), maximumSteps: 100)
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let there = try #require(try await engine.generate(request, with: model).sampler as? CategoricalSampler)
    let here = try #require(try model.generateHere(request).sampler as? CategoricalSampler)
    #expect(there.symbols == here.symbols && there.logLikelihood == here.logLikelihood && here.symbols.count == 100)
    let golden = try Golden(package, digest: digest)
    #expect(golden.cases[0].symbols?[KernelTable.current.instructionSet.rawValue] == 100)
  }

  @Test func outputsOfOtherInstructionSetsAreLeftOutButSomeMustBeThere() throws {
    let package = ModelPackage.random(.prediction)
    var golden = try Golden(package, digest: digest)
    for index in golden.cases.indices { golden.cases[index].digests = ["plain": golden.cases[index].digests["plain"]!] }
    #expect(try golden.check(package, digest: digest) == [.plain])
    for index in golden.cases.indices { golden.cases[index].digests = ["abacus": "1"] }
    let error = #expect(throws: GoldenError.self) { try golden.check(package, digest: digest) }
    #expect(error?.message.contains("no outputs for this machine's instruction sets") == true)
  }

  @Test func aFileThatAsksForTooMuchOrForSomethingElseIsRefusedBeforeItIsRun() throws {
    let package = ModelPackage.random(.oneHotText)
    let golden = try Golden(package, digest: digest)
    func message(_ change: (inout Golden) -> Void) -> String {
      var changed = golden
      change(&changed)
      let error = #expect(throws: GoldenError.self) { try changed.check(package, digest: digest) }
      return error?.message ?? ""
    }
    #expect(message { $0.cases[1].length = 1_000_000_000 } == "case 2 has no length from 1 to 2000")
    #expect(message { $0.cases[0].prompt = [99] } == "case 1 has no prompt of symbols that the model knows")
    #expect(message { $0.cases[0].temperature = .infinity }.contains("temperature"))
    #expect(message { $0.cases = [] }.contains("0 cases"))
    #expect(message { $0.cases = Array(repeating: $0.cases[0], count: 9) }.contains("9 cases"))
    #expect(message { $0.format = 2 }.contains("format 2"))
    let ink = ModelPackage.random(.synthesis)
    let error = #expect(throws: GoldenError.self) { try golden.check(ink, digest: digest) }
    #expect(error?.message == "case 1 has no bias from 0 to 1000")
  }
}
