import FoundationEssentials
import Generation
import Kernels
import Networks
import Testing

@testable import Training

/// The models that the project ships.
@Suite struct BundledModelTests {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Models"
  private static let folder = root + "/handwriting"
  /// Every folder of Models/.
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()

  private func package(_ name: String = "handwriting") throws -> ModelPackage {
    try ModelPackage.load(folder: "\(Self.root)/\(name)")
  }

  @Test func `together they take at most 80 MB, each named as its folder, a task's first its usual one`() throws {
    var total = 0
    var tasks: [String] = []
    for name in Self.names {
      let description = try ModelPackage.loadDescription(folder: "\(Self.root)/\(name)")
      #expect(description.name == name)
      tasks.append(description.task)
      for file in try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/\(name)") {
        total += try Data(contentsOf: URL(filePath: "\(Self.root)/\(name)/\(file)")).count
      }
    }
    #expect(total <= 80_000_000)
    // `seqtrain evaluate` takes this one, and the daemon where nobody has activated or configured another.
    for task in TrainableTask.allCases {
      let first = try #require(tasks.firstIndex(of: task.rawValue))
      #expect("Models/\(Self.names[first])" == task.bundledModel)
    }
  }

  @Test(arguments: names)
  func `its weights have the digest that its description names, its scores are told, its card names the corpus`(
    name: String
  ) throws {
    let package = try package(name)
    let bytes = try Data(contentsOf: URL(filePath: "\(Self.root)/\(name)/weights.safetensors"))
    #expect(ModelExport.sha256(Array(bytes)) == package.description.weightsDigest)
    #expect(!package.description.scores.isEmpty && package.description.training["corpus"] != nil)
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    #expect(card.contains("## Corpus and terms") && card.contains("## Limits"))
  }

  @Test(arguments: names)
  func `it reproduces its golden outputs bit for bit on every instruction set of this machine`(name: String) throws {
    let package = try package(name)
    let stored = try JSONDecoder().decode(Golden.self, from: Data(package.resources[Golden.file] ?? []))
    let sets = try stored.check(package, digest: ModelExport.sha256)
    #expect(sets == KernelTable.available.map(\.instructionSet) && stored.cases.count == 2)
  }

  @Test(arguments: names)
  func `its golden file is what the package gives, byte for byte`(name: String) throws {
    let package = try package(name)
    let stored = try #require(package.resources[Golden.file])
    var made = try Golden(package, digest: ModelExport.sha256)
    // A machine may lack an instruction set that the file has outputs of.
    let known = try JSONDecoder().decode(Golden.self, from: Data(stored))
    for index in made.cases.indices {
      made.cases[index].digests.merge(known.cases[index].digests) { here, _ in here }
      made.cases[index].points?.merge(known.cases[index].points ?? [:]) { here, _ in here }
      made.cases[index].symbols?.merge(known.cases[index].symbols ?? [:]) { here, _ in here }
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
