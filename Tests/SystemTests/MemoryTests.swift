import Foundation
import Testing

/// What the daemon has in memory, with real models.
@Suite(.serialized) struct MemoryTests {
  private static let names = ["handwriting", "scribble", "treebank", "wikipedia", "wsj"]

  private func house(config: String = "") throws -> House { try House(config: config, bundled: Self.names) }

  private struct Status: Decodable {
    struct Memory: Decodable {
      struct Model: Decodable {
        var name: String
        var weights: Int
        var sequence: Int?
        var users: Int
      }
      var resident: Int
      var modelLimit: Int
      var sequences: Int
      var models: [Model]
    }
    var models: [String]
    var memory: Memory
  }

  private func status(_ house: House) throws -> Status {
    let command = try house.seqctl(["status", "--json"])
    try #require(command.status == 0, "\(command.errors)")
    return try JSONDecoder().decode(Status.self, from: Data(command.output))
  }

  private func write(_ house: House) throws -> Command {
    try house.seqctl(["write", "Hello", "--seed", "3", "-o", house.folder.path + "/hello.png"])
  }

  @Test func `an idle daemon that knows all bundled models takes less than 60 MB`() throws {
    let house = try house()
    let names = try status(house).models
    #expect(Self.names.allSatisfy(names.contains))
    let memory = try status(house).memory
    #expect(memory.resident < 60_000_000 && memory.resident > 1_000_000)
    #expect(memory.models.isEmpty && memory.sequences == 0 && memory.modelLimit == 2 << 30)
  }

  @Test func `a model comes into memory with the first job and leaves when nobody uses it`() throws {
    let patient = try house()
    #expect(try write(patient).status == 0)
    let models = try status(patient).memory.models
    #expect(models.map(\.name) == ["handwriting"] && models.first?.users == 0)
    #expect(models.first.map { $0.weights > 2_000_000 && $0.weights < 4_000_000 } == true)
    #expect(models.first?.sequence.map { $0 > 4_000 && $0 < 30_000 } == true)
    let house = try house(config: "[engine]\nmodel-idle-seconds = 1\n")
    #expect(try write(house).status == 0)
    for _ in 0..<2000 where try status(house).memory.models.isEmpty { return }
    Issue.record("the model does not leave")
  }

  @Test func `a model that the configured memory does not hold is refused with the figure`() throws {
    let house = try house(config: "[engine]\nmodel-memory = 4\n")
    #expect(try write(house).status == 0)
    let refused = try house.seqctl(["submit", "word-text", "--model", "treebank"])
    #expect(refused.status == 4)
    #expect(refused.errors.contains("its weights take 1") && refused.errors.contains("allows 4.0 MiB for all models"))
    let list = try house.seqctl(["model", "list"])
    #expect(list.text.contains("engine.model-memory"))
    // Imported, it is refused as well, and nothing of it stays.
    let imported = try house.seqctl(["model", "import", House.bundled("wikipedia")])
    #expect(imported.status == 2 && imported.errors.contains("engine.model-memory allows 4.0 MiB"))
  }
}
