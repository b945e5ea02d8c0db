import FoundationEssentials
import Generation
import Kernels
import Networks
import Testing

@testable import Training

/// The model that the project ships.
@Suite struct BundledModelTests {
  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Models/handwriting"

  private func package() throws -> ModelPackage { try ModelPackage.load(folder: Self.folder) }

  @Test func `its weights have the digest that its description names, and at most 16 MB`() throws {
    let package = try package()
    let bytes = try Data(contentsOf: URL(filePath: Self.folder + "/weights.safetensors"))
    #expect(ModelExport.sha256(Array(bytes)) == package.description.weightsDigest)
    #expect(bytes.count <= 16_000_000)
    #expect(package.description.architecture == .seedSynthesis(symbols: package.description.alphabet.count))
  }

  @Test func `it reproduces its golden lines bit for bit on every instruction set of this machine`() throws {
    let package = try package()
    let stored = try JSONDecoder().decode(Golden.self, from: Data(package.resources[Golden.file] ?? []))
    let sets = try stored.check(package, digest: ModelExport.sha256)
    #expect(sets == KernelTable.available.map(\.instructionSet) && stored.cases.count == 2)
  }

  @Test func `its golden file is what the package gives, byte for byte`() throws {
    let package = try package()
    let stored = try #require(package.resources[Golden.file])
    var made = try Golden(package, digest: ModelExport.sha256)
    // A machine may lack an instruction set that the file has outputs of.
    let known = try JSONDecoder().decode(Golden.self, from: Data(stored))
    for index in made.cases.indices {
      made.cases[index].digests.merge(known.cases[index].digests) { here, _ in here }
      made.cases[index].points?.merge(known.cases[index].points ?? [:]) { here, _ in here }
    }
    #expect(try ModelExport.json(made) == stored)
  }

  @Test func `it writes unpicked sentences to their end`() async throws {
    let sentences = [
      "We left the house at 7 in the morning.", "Mary has two brothers and a sister.",
      "Nobody knew what to say to him.", "In 1958 the river froze again.", "Is this your coat, John?",
      "London was quiet on Sunday.", "They went home by the last train.", "The price rose by half a pound.",
    ]
    let package = try package()
    let style = try #require(try InkStyles(resources: package.resources).flatMap { $0[$0.default] })
    let legibility = try await Legibility(of: package, sentences: sentences, bias: 1.5, style: style, threads: 2)
    // A line that fails is drawn again by the plugin; at the first attempt nearly all must succeed.
    #expect(legibility.complete >= sentences.count - 1, "\(legibility.failures)")
    #expect((12...45).contains(legibility.pointsPerCharacter))
  }

  @Test func `its card counts the examples of each character`() throws {
    let package = try package()
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    for character in package.description.alphabet.dropFirst() where character != " " {
      #expect(card.contains("| `\(character)` | "), "\(character)")
    }
    #expect(card.contains("Liwicki"))
  }
}
