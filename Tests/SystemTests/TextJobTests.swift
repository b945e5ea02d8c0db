import Foundation
import Networks
import Testing

/// Text by character and by word as users ask for it: real daemon, real plugins, real client.
@Suite(.serialized) struct TextJobTests {
  private func house() throws -> House {
    let house = try House(plugins: Products.folder)
    for package in [ModelPackage.wikipedia, .news] {
      try House.write(package, to: house.models + "/" + package.description.name)
    }
    return house
  }

  private func written(_ house: House, _ arguments: String...) throws -> String {
    let file = house.folder.path + "/out.txt"
    let command = try house.seqctl(["submit"] + arguments + ["-o", file])
    try #require(command.status == 0, "\(command.errors)")
    return try String(contentsOfFile: file, encoding: .utf8)
  }

  @Test func charactersGoOnFromThePrimeAtATemperatureAndSeed() throws {
    let house = try house()
    func text(seed: Int) throws -> String {
      try written(
        house, "character-text", "--model", "wikipedia", "--prime", "Science is", "--length", "1000", "--temperature",
        "0.8", "--seed", "\(seed)")
    }
    let first = try text(seed: 7)
    #expect(first.hasPrefix("Science is") && first.utf8.count > 1000)
    #expect(try text(seed: 7) == first)
    #expect(try text(seed: 8) != first)
  }

  @Test func wordsGoOnFromThePrimeAndAreJoined() throws {
    let house = try house()
    let text = try written(
      house, "word-text", "--prime", "the company said", "--length", "60", "--detokenise", "--seed", "7")
    #expect(text.hasPrefix("the company said"))
    #expect(!text.contains(" .") && !text.contains(" 's") && !text.contains("<"), "\(text)")
    let apart = try written(
      house, "word-text", "--prime", "the company said", "--length", "60", "--no-detokenise", "--seed", "7")
    #expect(
      apart.split { $0 == " " || $0 == "\n" }.allSatisfy { ModelPackage.news.description.alphabet.contains(String($0)) }
    )
  }

  @Test func aPrimeCanStandInAFile() throws {
    let house = try house()
    let path = house.folder.path + "/prime.txt"
    try "Größe ist\n".write(toFile: path, atomically: true, encoding: .utf8)
    let options = ["--length", "50", "--seed", "3"]
    let fromFile = try house.seqctl(["submit", "character-text", "--prime", "@\(path)", "-o", "-"] + options)
    let direct = try house.seqctl(["submit", "character-text", "--prime", "Größe ist", "-o", "-"] + options)
    #expect(fromFile.status == 0 && fromFile.output == direct.output)
    let at = try house.seqctl(["submit", "character-text", "--prime", "@@home", "-o", "-"] + options)
    #expect(at.text.hasPrefix("@home"))
    #expect(try house.seqctl("submit", "character-text", "--help").text.contains("@FILE is the file's content"))
    let missing = try house.seqctl("submit", "character-text", "--prime", "@/nonexistent")
    #expect(missing.status == 2 && missing.errors.contains("/nonexistent"), "\(missing.errors)")
  }

  @Test func theLikeliestCanBeAskedFor() throws {
    let house = try house()
    let greedy = try written(house, "character-text", "--prime", "a", "--temperature", "0", "--seed", "1")
    #expect(try written(house, "character-text", "--prime", "a", "--top-k", "1", "--seed", "2") == greedy)
    #expect(try written(house, "character-text", "--prime", "a", "--top-p", "0.0001", "--seed", "3") == greedy)
    let refused = try house.seqctl("submit", "word-text", "--top-p", "1.5")
    #expect(refused.status == 2 && refused.errors.contains("top-p"), "\(refused.errors)")
  }
}
