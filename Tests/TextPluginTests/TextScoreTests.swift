import Generation
import Glibc
import Networks
import PluginAPI
import Testing

/// What the text tasks say of given texts, against the readable network.
@Suite struct TextScoreTests {
  let characters: any TaskPlugin
  let words: any TaskPlugin

  init() throws {
    characters = try PluginLibrary.load("CharacterText")
    words = try PluginLibrary.load("WordText")
  }

  /// −Σ ln p of symbols after a first one, in double precision.
  private func nats(_ symbols: [String], after first: String?, _ package: ModelPackage) -> Double {
    let network = ReferenceNetwork(package)
    var state = network.initialState
    func input(_ symbol: String) -> [Float] { [Float(package.description.alphabet.firstIndex(of: symbol)!)] }
    var next = first.map(input) ?? []
    var sum = 0.0
    for symbol in symbols {
      let output = network.step(next, state: &state).map(Double.init)
      next = input(symbol)
      sum += log(output.reduce(0) { $0 + exp($1) }) - output[Int(next[0])]
    }
    return sum
  }

  @Test func charactersCostTheirBitsAfterALineBreak() async throws {
    let (report, remarks) = try await characters.score("bad cab.", .characters)
    let expected = nats("bad cab.".map(String.init), after: "\n", .characters)
    #expect(abs((report.sums["nats"] ?? 0) - expected) < 1e-4)
    #expect(abs((report.figures["bitsPerCharacter"] ?? 0) - expected / 8 / log(2)) < 1e-5)
    #expect(report.figures["bitsPerByte"] == report.figures["bitsPerCharacter"])
    #expect(report.sums["characters"] == 8 && report.sums["unknown"] == 0 && remarks.isEmpty)
    #expect((report.task, report.model, report.modelDigest) == ("character-text", "scattered", "0123abcd"))
    #expect(report.settings == ["startsAfter": .string("\n")])
  }

  @Test func aModelWithoutABlankOrLineBreakStartsFromNothing() async throws {
    let package = ModelPackage.scattered(task: "character-text", alphabet: "abc".map(String.init))
    let (report, _) = try await characters.score("cab", package)
    #expect(abs((report.sums["nats"] ?? 0) - nats(["c", "a", "b"], after: nil, package)) < 1e-4)
    #expect(report.settings == ["startsAfter": .string("")])
  }

  @Test func strangeCharactersAreCountedAsUnknownOrRefused() async throws {
    let knowing = ModelPackage.scattered(task: "character-text", alphabet: ["\n", "a", "b", "<unk>"])
    let (report, remarks) = try await characters.score("aXbé", knowing)
    // Which strange character it was is one of all Unicode scalars but the three that have symbols.
    let spelling = 2 * log(Double(0x110000 - 0x800 - 3))
    let expected = nats(["a", "<unk>", "b", "<unk>"], after: "\n", knowing) + spelling
    #expect(abs((report.sums["nats"] ?? 0) - expected) < 1e-4)
    #expect(abs((report.sums["spelling"] ?? 0) - spelling) < 1e-9)
    #expect(report.sums["unknown"] == 2 && report.sums["bytes"] == 5)
    #expect(remarks.count == 1 && remarks[0].contains("'X' (U+0058) at 2") && remarks[0].contains("<unk>"))
    let refusal = characters.refusal(characters.scoreRequest("aXb"), ModelPackage.characters.description)
    #expect(refusal?.contains("The text has characters that the model does not know: 'X'") == true)
  }

  @Test(arguments: ["the cat\nit 's", " the cat \n\n it 's \n", "the  cat\r\nit 's"])
  func everyLineEndsAsThePennTreebanksUsersCount(text: String) async throws {
    let (report, remarks) = try await words.score(text, .words)
    let expected = nats(["the", "cat", "<eos>", "it", "'s", "<eos>"], after: "<eos>", .words)
    #expect(abs((report.sums["nats"] ?? 0) - expected) < 1e-4)
    #expect(report.sums["words"] == 6 && report.sums["lineEnds"] == 2 && remarks.isEmpty)
    #expect(report.sums["characters"] == 14)
    #expect(abs((report.figures["perplexity"] ?? 0) - exp(expected / 6)) < 1e-3)
    #expect(abs((report.figures["bitsPerWord"] ?? 0) - expected / 6 / log(2)) < 1e-4)
  }

  @Test func strangeWordsAreCountedAsUnknownOrRefused() async throws {
    let (report, remarks) = try await words.score("the dog does n't", .words)
    let expected = nats(["the", "<unk>", "does", "n't", "<eos>"], after: "<eos>", .words)
    #expect(abs((report.sums["nats"] ?? 0) - expected) < 1e-4)
    #expect(report.sums["unknown"] == 1)
    #expect(remarks.count == 1 && remarks[0].contains("'dog' (word 2)"), "\(remarks)")
    let strict = ModelPackage.scattered(task: "word-text", alphabet: ["the", "cat", "<eos>"])
    let refusal = words.refusal(words.scoreRequest("the dog"), strict.description)
    #expect(refusal?.contains("The text has words that the model does not know: 'dog' (word 2)") == true)
  }

  @Test func withoutALineEndSymbolLineBreaksOnlyPartWords() async throws {
    let package = ModelPackage.scattered(task: "word-text", alphabet: ["the", "cat"])
    let (report, _) = try await words.score("the\ncat", package)
    #expect(abs((report.sums["nats"] ?? 0) - nats(["the", "cat"], after: nil, package)) < 1e-4)
    #expect(report.sums["words"] == 2 && report.sums["lineEnds"] == 0 && report.sums["characters"] == 7)
  }

  @Test func generatedUnknownWordsAreLeftOutUnlessAllowed() async throws {
    let package = ModelPackage.scattered(
      task: "word-text", alphabet: ["the", "cat", "<unk>", "<eos>"], favourite: "<unk>")
    let given: [String: ParameterValue] = ["length": .integer(100)]
    #expect(try await !words.text(words.request(given), package).contains("<unk>"))
    let allowed = words.request(given.merging(["allow-unknown": .boolean(true)]) { $1 })
    #expect(try await words.text(allowed, package).contains("<unk>"))
  }

  @Test func aModelWhoseNumbersLeaveAllBoundsGivesNoScore() async throws {
    var package = ModelPackage.characters
    package.tensors["head.bias"] = Array(repeating: .infinity, count: 11)
    await #expect {
      try await characters.score("abc", package)
    } throws: {
      "\($0)".contains("not finite")
    }
  }
}
