import Foundation
import Testing

/// The bundled models of text as the documents use them: real daemon, real plugins, real client.
@Suite(.serialized) struct BundledTextTests {
  private func house(_ names: String...) throws -> House { try House(bundled: names) }

  private func output(_ house: House, _ arguments: String...) throws -> String {
    let file = house.folder.path + "/out"
    let command = try house.seqctl(["submit"] + arguments + ["-o", file])
    try #require(command.status == 0, "\(command.errors)")
    return try String(contentsOfFile: file, encoding: .utf8)
  }

  private func figure(_ house: House, _ name: String, _ arguments: String...) throws -> Double {
    let command = try house.seqctl(["score"] + arguments + ["--json"])
    try #require(command.status == 0, "\(command.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any]
    let total = try #require(object?["total"] as? [String: Any])
    return try #require((total["figures"] as? [String: Any])?[name] as? Double)
  }

  @Test func `the Wikipedia model goes on from a prime in its manner, and tells English from noise`() throws {
    let house = try house("wikipedia")
    let arguments = ["character-text", "--prime", "Science is", "--length", "600", "--seed", "7"]
    func text() throws -> String {
      let file = house.folder.path + "/science.txt"
      let command = try house.seqctl(["submit"] + arguments + ["-o", file])
      try #require(command.status == 0, "\(command.errors)")
      return try String(contentsOfFile: file, encoding: .utf8)
    }
    let first = try text()
    #expect(first.hasPrefix("Science is"))
    #expect(try text() == first)
    // Words of ordinary length, and some that any English text of a hundred words has.
    let words = first.split { !$0.isLetter }
    #expect(
      words.count > 60 && words.filter { ["the", "of", "and", "in", "to", "a"].contains($0) }.count > 8, "\(first)")
    let english = try figure(
      house, "bitsPerCharacter", "character-text", "--text", "He was born in London and died in the city of Paris.")
    let noise = try figure(
      house, "bitsPerCharacter", "character-text", "--text", "Hq wzs bprn xn Lqndkn jnd dxed gn thz cvty yf Prqis.")
    #expect(english < 2 && noise > 4, "\(english) \(noise)")
  }

  @Test func `the newspaper's letters make its words, and Wikipedia's model stays the usual one`() throws {
    let house = try house("wikipedia", "wsj")
    let text = try output(
      house, "character-text", "--model", "wsj", "--prime", "the company said ", "--length", "400", "--seed", "3")
    #expect(text.hasPrefix("the company said "))
    let words = text.split { !$0.isLetter }
    #expect(
      words.count > 50 && words.filter { ["the", "of", "to", "in", "a", "and", "s"].contains($0) }.count > 8, "\(text)")
    func bits(_ text: String) throws -> Double {
      try figure(house, "bitsPerCharacter", "character-text", "--model", "wsj", "--text", text)
    }
    let likely = try bits("the company said it expects to report a loss for the third quarter")
    let unlikely = try bits("quarter third the for loss a report to expects it said company the")
    #expect(likely < 1.3 && unlikely > likely + 0.7, "\(likely) \(unlikely)")
    let list = try house.seqctl(["model", "list", "--json"])
    struct Models: Decodable {
      struct Model: Decodable {
        var name: String
        var isDefault: Bool
      }
      var models: [Model]
    }
    let models = try JSONDecoder().decode(Models.self, from: Data(list.output)).models
    let letters = models.filter { ["wikipedia", "wsj"].contains($0.name) }
    #expect(letters.map(\.name) == ["wikipedia", "wsj"] && letters.map(\.isDefault) == [true, false])
  }

  @Test func `the Penn Treebank model joins words as people write them, and knows likely from unlikely`() throws {
    let house = try house("treebank")
    let text = try output(
      house, "word-text", "--prime", "the company said", "--length", "60", "--detokenise", "--seed", "3")
    #expect(text.hasPrefix("the company said") && !text.contains(" 's") && !text.contains("<unk>"), "\(text)")
    let likely = try figure(house, "perplexity", "word-text", "--text", "the company said it expects to report a loss")
    let unlikely = try figure(
      house, "perplexity", "word-text", "--text", "loss a report to expects it said company the")
    #expect(likely < 150 && unlikely > 5 * likely, "\(likely) \(unlikely)")
  }
}
