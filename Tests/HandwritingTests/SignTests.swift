import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

/// Every printable character of ASCII, and what Western European texts have beyond it.
private let ascii = String((33...126).map { Character(Unicode.Scalar(UInt8($0))) })
private let western = String((0xA1...0xFF).filter { $0 != 0xAD }.compactMap { Unicode.Scalar($0).map(Character.init) })
private let more = "œŒŠšŽžŸẞ€‹›•‘’‚“”„–—…ﬁﬂ"

@Suite struct SignWritingTests {
  let plugin: any TaskPlugin
  /// The characters of the bundled model.
  let model = ModelPackage.scribbler(alphabet: letters + "!%&+/:;?[]")

  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  private func lines(_ text: String, seed: UInt64 = 7) async throws -> [String] {
    let bytes = try await plugin.carryOut(plugin.request(text, seed: seed), model).artifact.bytes
    return try JSONDecoder().decode(InkFile.self, from: Data(bytes)).lines.map(\.text)
  }

  @Test(
    "Every printable character of ASCII and of Western Europe is accepted alone", arguments: [ascii, western, more])
  func everyCharacterIsAccepted(characters: String) {
    for character in characters {
      #expect(plugin.refusal(plugin.request(String(character)), model) == nil, "\(character)")
    }
  }

  @Test("Every one of them is drawn, alone and within a word", arguments: [ascii, western])
  func everyCharacterIsDrawn(characters: String) async throws {
    let plain: [Character: Character] = ["\u{B4}": "'"]
    let text = characters.map { "\($0) n\($0)m" }.joined(separator: " ")
    let expected = String(text.map { plain[$0] ?? $0 })
    #expect(try await lines(text).joined(separator: " ") == expected)
  }

  @Test(
    "Typographic punctuation becomes plain without an option",
    arguments: [
      ("\u{201C}don\u{2019}t\u{201D}", "\"don't\""), ("a \u{2013} b\u{2026}", "a - b..."), ("\u{FB01}n", "fin"),
      ("a\u{A0}b\tc", "a b c"), ("co\u{AD}op", "coop"), ("Cafe\u{301}", "Caf\u{E9}"),
    ])
  func typographyBecomesPlain(text: String, written: String) async throws {
    #expect(try await lines(text) == [written])
  }

  @Test("The network is asked for letters only, and for words of their own on both sides of a sign")
  func theNetworkWritesWhatItKnows() async throws {
    func asked(_ text: String) async throws -> [Int] {
      try await plugin.carryOut(plugin.request(text), model).stages[0][0].text
    }
    #expect(try await asked("na\u{EF}f [a@b], \u{20AC}5 & so (50%).") == asked("naif a b 5 so (50"))
    #expect(try await asked("Hello World, plain as ever.") == asked("Hello World, plain as ever."))
    #expect(try await asked("Hello").count == 5)
  }

  @Test(
    "The same seed gives the same signs and another seed others, in every format", arguments: ["pdf", "json", "svg"])
  func theSameSeedGivesTheSameSigns(format: String) async throws {
    let text = "@ \u{20AC} [\u{DF}]"
    func bytes(_ seed: UInt64) async throws -> [UInt8] {
      try await plugin.carryOut(plugin.request(text, format: format, seed: seed), model).artifact.bytes
    }
    let first = try await bytes(3)
    #expect(try await bytes(3) == first)
    #expect(try await bytes(4) != first)
  }

  @Test("A long text with signs is flowed over its lines with none lost")
  func longTextsKeepTheirSigns() async throws {
    let text = String(repeating: "Stra\u{DF}e & caf\u{E9} = 5 \u{20AC} (or $6), ", count: 12) + "end"
    #expect(try await lines(text).joined(separator: " ") == text)
  }

  @Test("Ink that says an accented letter can lead a hand")
  func accentedInkLeads() async throws {
    let first = try await plugin.carryOut(plugin.request("Caf\u{E9} for two"), model).artifact.bytes
    let prime = String(decoding: first, as: UTF8.self)
    let request = plugin.request("more", ["prime": .string(prime)])
    #expect(plugin.refusal(request, model) == nil)
    let stage = try await plugin.carryOut(request, model).stages[0][0]
    #expect(stage.text.count == "Cafe for two more".count)
  }

  @Test("Ink that says accented letters can be scored, under the plain ones")
  func accentedInkIsScored() async throws {
    let ink = try await plugin.carryOut(plugin.request("Caf\u{E9}"), model).artifact.bytes
    let text = String(decoding: ink, as: UTF8.self)
    var request = ItemRequest(
      operation: .score, text: "", format: "json",
      parameters: ["ink": .string(text), "as-recorded": .boolean(false), "smallest-deviation": .number(0.01)], seed: 0)
    #expect(plugin.refusal(request, model) == nil)
    request.text = "Caf@"
    #expect(plugin.refusal(request, model)?.contains("'@'") == true)
  }
}
