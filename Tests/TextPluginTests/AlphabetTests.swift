import FoundationEssentials
import Networks
import PluginAPI
import Testing

/// Alphabets of bytes, and the symbol for what is outside of an alphabet.
@Suite struct AlphabetTests {
  let plugin: any TaskPlugin
  let unknowing = ModelPackage.scattered(
    task: "character-text", alphabet: "\n abcdefgh.".map(String.init) + ["<unk>", "é"], favourite: "<unk>")

  init() throws { plugin = try PluginLibrary.load("CharacterText") }

  private func record(
    _ given: [String: ParameterValue], _ model: ModelPackage
  ) async throws -> (text: String, remarks: [String]) {
    struct Record: Decodable { var text: String }
    let (artifact, remarks) = try await plugin.carryOut(plugin.request(format: "json", given), model)
    return (try JSONDecoder().decode(Record.self, from: Data(artifact.bytes)).text, remarks)
  }

  @Test func aPrimeGoesIntoAModelOfBytesAsUTF8() async throws {
    let prime = "bad é ü € ✓"
    let (text, remarks) = try await record(["prime": .string(prime), "length": .integer(40)], .bytes)
    #expect(text.hasPrefix(prime) && remarks.isEmpty)
    // Every byte that is missing is one the alphabet lacks: ß is C3 9F.
    let refusal = plugin.refusal(plugin.request(["prime": .string("cé ß")]), ModelPackage.bytes.description)
    #expect(refusal?.contains("'ß' (U+00DF) at 4") == true, "\(refusal ?? "accepted")")
  }

  @Test func theBytesOfACharacterCountForItsScore() async throws {
    let (report, _) = try await plugin.score("aé✓", .bytes)
    #expect(report.sums["characters"] == 3 && report.sums["bytes"] == 6)
    let nats = try #require(report.sums["nats"])
    #expect(abs((report.figures["bitsPerByte"] ?? 0) * 6 * 0.6931471805599453 - nats) < 1e-9)
  }

  @Test(arguments: [("<0xC3>", "\u{FFFD}"), ("b", "b")])
  func bytesThatAreNoTextAreReplaced(favourite: String, shown: String) async throws {
    let model = ModelPackage.scattered(
      task: "character-text", alphabet: ModelPackage.byteAlphabet, favourite: favourite)
    let (text, _) = try await record(
      ["prime": .string("ab"), "length": .integer(3), "temperature": .number(0)], model)
    #expect(text == "ab" + String(repeating: shown, count: 3))
  }

  @Test(arguments: [(6, "a✓éb"), (4, "a✓\u{FFFD}"), (3, "a✓"), (2, "a\u{FFFD}")])
  func generatedBytesBecomeTheCharactersTheySpell(length: Int, shown: String) async throws {
    let model = ModelPackage.cycle(
      task: "character-text", alphabet: ["a", "<0xE2>", "<0x9C>", "<0x93>", "<0xC3>", "<0xA9>", "b"])
    let (text, _) = try await record(
      ["prime": .string("a"), "length": .integer(length), "temperature": .number(0)], model)
    #expect(text == shown)
  }

  @Test(arguments: ["<0xe2>", "<0x41>", "<0xE>", "<0xE22>", "é"])
  func symbolsThatAreNoBytesAreRefusedInAModelOfBytes(symbol: String) {
    var description = ModelPackage.bytes.description
    description.alphabet[0] = symbol
    let refusal = plugin.refusal(plugin.request(), description)
    #expect(refusal?.contains("'\(symbol)', which is not one byte") == true, "\(refusal ?? "accepted")")
  }

  @Test func strangeCharactersOfThePrimeGoThroughTheUnknownSymbolWithARemark() async throws {
    let (text, remarks) = try await record(["prime": .string("aXéX"), "length": .integer(5)], unknowing)
    #expect(text.hasPrefix("aXéX"))
    #expect(remarks.count == 1 && remarks[0].contains("'X' (U+0058) at 2, 4"), "\(remarks)")
  }

  @Test func theUnknownSymbolIsDrawnOnlyWhenAllowedAndShownAsAReplacement() async throws {
    let given: [String: ParameterValue] = ["prime": .string("a"), "length": .integer(200)]
    #expect(try await !record(given, unknowing).text.contains("\u{FFFD}"))
    let allowed = try await record(given.merging(["allow-unknown": .boolean(true)]) { $1 }, unknowing).text
    #expect(allowed.filter { $0 == "\u{FFFD}" }.count > 100)
    #expect(!allowed.contains("<unk>"))
  }

  @Test func topKOfOneIsTemperatureZero() async throws {
    let given: [String: ParameterValue] = ["prime": .string("cab"), "length": .integer(50)]
    let greedy = try await record(given.merging(["temperature": .number(0)]) { $1 }, .characters).text
    #expect(try await record(given.merging(["top-k": .integer(1)]) { $1 }, .characters).text == greedy)
    #expect(try await record(given.merging(["top-p": .number(0.0001)]) { $1 }, .characters).text == greedy)
    #expect(try await record(given, .characters).text != greedy)
  }
}
