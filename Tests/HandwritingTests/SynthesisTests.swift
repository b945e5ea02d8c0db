import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

let letters = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,-'\"()0123456789"

/// What the tests read of the JSON format.
struct InkFile: Decodable {
  struct Line: Decodable { var text: String }
  var text: String
  var strokes: [[[Double]]]
  var lines: [Line]
  var properties: [String: String]
  var width: Double
  var xHeight: Double?
}

@Suite struct SynthesisTests {
  let plugin: any TaskPlugin
  let model = ModelPackage.scribbler(alphabet: letters)

  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  private func ink(_ request: ItemRequest, _ package: ModelPackage? = nil) async throws -> InkFile {
    let bytes = try await plugin.carryOut(request, package ?? model).artifact.bytes
    return try JSONDecoder().decode(InkFile.self, from: Data(bytes))
  }

  @Test func theTaskIsDescribed() {
    #expect(plugin.descriptor.name == "handwriting-synthesis")
    #expect(plugin.descriptor.text == .optional && plugin.descriptor.aliases == ["letter"])
    #expect(
      plugin.descriptor.formats == ["pdf", "png", "svg", "json", "inkml", "gcode", "hpgl", "page.xml", "truth.json"])
    for name in ["bias", "style", "prime", "page", "ink-colour", "substitute", "attempts", "resolution"] {
      #expect(plugin.descriptor.parameters.contains { $0.name == name })
    }
  }

  @Test func aTextBecomesInkThatTellsWhatItSays() async throws {
    let file = try await ink(plugin.request("Hello World"))
    #expect(file.text == "Hello World")
    #expect(file.lines.map(\.text) == ["Hello World"])
    #expect(file.strokes.reduce(0) { $0 + $1.count } > 60)
    #expect(file.properties["seed"] == "7" && file.properties["modelDigest"] == "digest of ")
  }

  @Test(arguments: ["pdf", "png", "svg", "json", "inkml", "gcode", "hpgl", "page.xml", "truth.json"])
  func theSameRequestGivesTheSameBytesAndAnotherSeedOthers(format: String) async throws {
    let text = "Hello World, this is a longer text that needs more than one piece to be written."
    let first = try await plugin.carryOut(plugin.request(text, format: format, seed: 3), model).artifact
    let again = try await plugin.carryOut(plugin.request(text, format: format, seed: 3), model).artifact
    let other = try await plugin.carryOut(plugin.request(text, format: format, seed: 4), model).artifact
    #expect(first.bytes == again.bytes && first.format == format)
    #expect(first.bytes != other.bytes)
  }

  private struct Truth: Decodable {
    struct Character: Decodable {
      var text: String
      var points: [[Int]]
    }
    struct Word: Decodable { var characters: [Character] }
    struct Line: Decodable {
      var text: String
      var words: [Word]
    }
    var lines: [Line]
  }

  @Test("The truth parts the very points of the ink among the text's characters", arguments: [1, 2, 3] as [UInt64])
  func theTruthIsThatOfTheInk(seed: UInt64) async throws {
    let text = "Hello World, this is a longer text that needs more than one piece to be written."
    let ink = try await ink(plugin.request(text, seed: seed))
    let request = plugin.request(text, format: "truth.json", seed: seed)
    let bytes = try await plugin.carryOut(request, model).artifact.bytes
    let truth = try JSONDecoder().decode(Truth.self, from: Data(bytes))
    #expect(truth.lines.map(\.text) == ink.lines.map(\.text))
    let characters = truth.lines.flatMap(\.words).flatMap(\.characters)
    #expect(characters.map(\.text).joined() == text.filter { $0 != " " })
    // A character may lose its ink to the next word, where the pen was lifted late.
    #expect(characters.filter { $0.points.isEmpty }.count * 10 < characters.count)
    let owned = characters.flatMap(\.points).flatMap { Array($0[0]..<$0[0] + $0[1]) }
    #expect(Set(owned).count == owned.count)
    let count = ink.strokes.reduce(0) { $0 + $1.count }
    // What belongs to spaces inside of words that were written as one is no character's.
    #expect(owned.count <= count && owned.count > count * 9 / 10)
  }

  @Test func allPiecesAreLedByTheFirst() async throws {
    let text = "One hand writes all the lines of a letter, so that it looks written by one and the same person."
    let stages = try await plugin.carryOut(plugin.request(text), model).stages
    #expect(stages[0].count == 1 && stages[0][0].prime.isEmpty)
    let later = stages.dropFirst().flatMap { $0 }.filter { !$0.prime.isEmpty }
    #expect(later.count >= 2)
    #expect(later.allSatisfy { $0.prime == later[0].prime && $0.prime.count % 3 == 0 })
    #expect(later.allSatisfy { $0.text.count <= 75 && $0.text[0] == stages[0][0].text[0] })
    #expect(Set((stages.flatMap { $0 }).map(\.stream)).count == stages.reduce(0) { $0 + $1.count })
  }

  @Test func paragraphsBeginNewLinesAndLongTextsAreBroken() async throws {
    let text = "Dear John,\n\n" + String(repeating: "many words ", count: 30) + "\nYours"
    let file = try await ink(plugin.request(text))
    #expect(file.width == 210)
    #expect(file.lines.first?.text == "Dear John,")
    #expect(file.lines.last?.text == "Yours")
    #expect(file.lines.count > 4)
    let words = file.lines.flatMap { $0.text.split(separator: " ") }
    #expect(words == text.split { $0 == " " || $0.isNewline })
  }

  @Test func aWordLongerThanALineIsDividedAndRemarked() async throws {
    let word = String(repeating: "abcdefghij", count: 10)
    let result = try await plugin.carryOut(plugin.request(word), model)
    #expect(result.remarks.contains { $0.contains(word) && $0.contains("divided") })
    let file = try JSONDecoder().decode(InkFile.self, from: Data(result.artifact.bytes))
    let written = file.lines.flatMap { $0.text.split(separator: " ") }.joined()
    #expect(written == word)
  }

  @Test func whatTheWindowPassesOverIsDrawnAgainAndThenRemarked() async throws {
    // This window leaps over characters each time.
    let hasty = ModelPackage.scribbler(alphabet: letters, speed: 2.5)
    let result = try await plugin.carryOut(plugin.request("Hello World", ["attempts": .integer(3)]), hasty)
    #expect(result.stages.count == 3)
    #expect(
      result.remarks.contains {
        $0.contains("'Hello World'") && $0.contains("passed over") && $0.contains("3 attempts")
      })
  }

  @Test func oneLineGetsASheetOfItsOwnUnlessAPageIsAskedFor() async throws {
    #expect(try await ink(plugin.request("Hello")).width != 210)
    #expect(try await ink(plugin.request("Hello", ["page": .string("letter")])).width == 215.9)
  }

  @Test func theEstimateOfStepsIsPositiveAndGrowsWithTheText() throws {
    let short = try plugin.begin(plugin.request("Hello"), model: model.pluginModel).estimatedSteps
    let long = try plugin.begin(plugin.request(String(repeating: "Hello ", count: 50)), model: model.pluginModel)
    #expect(short > 0 && long.estimatedSteps > 10 * short)
  }
}

@Suite struct SynthesisRefusalTests {
  let plugin: any TaskPlugin
  let model = ModelPackage.scribbler(alphabet: letters)

  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  @Test(arguments: ["", " ", "\n\n \t"])
  func anEmptyTextIsRefused(text: String) {
    #expect(plugin.refusal(plugin.request(text), model)?.contains("empty") == true)
  }

  @Test func unknownCharactersAreNamedWithTheirPlaces() throws {
    let message = try #require(plugin.refusal(plugin.request("Caf\u{1EA5}\nan \u{3A9}hm"), model))
    #expect(message.contains("'ấ' U+1EA5 (line 1, column 4)"))
    #expect(message.contains("'Ω' U+03A9 (line 2, column 4)"))
    #expect(!message.contains("--substitute"))
    let curable = try #require(plugin.refusal(plugin.request("Caf\u{1EA5} \u{201C}x\u{201D}\u{2026}"), model))
    #expect(curable.contains("'ấ'") && curable.contains("--substitute") && !curable.contains("U+201C"))
  }

  @Test func theUnknownSymbolCannotBeWritten() {
    #expect(plugin.refusal(plugin.request("a\u{FFFD}"), model)?.contains("U+FFFD") == true)
  }

  @Test func manyUnknownCharactersAreCountedNotListed() throws {
    let message = try #require(plugin.refusal(plugin.request(String(repeating: "Ω", count: 50)), model))
    #expect(message.contains("and 42 more") && message.count < 600)
  }

  @Test(
    "Plain equivalents of what is neither known nor drawn are written where they are asked for",
    arguments: [
      ("Vi\u{1EC7}t", "Viet"), ("\u{126}al", "Hal"), ("\u{199}ano", "kano"), ("\u{131}s\u{131}", "isi"),
      ("\u{201C}\u{1EA5}\u{201D}", "\"a\""),
    ])
  func plainEquivalentsAreWrittenWhereAskedFor(text: String, plain: String) async throws {
    let request = plugin.request(text, ["substitute": .boolean(true)])
    let bytes = try await plugin.carryOut(request, model).artifact.bytes
    let file = try JSONDecoder().decode(InkFile.self, from: Data(bytes))
    #expect(file.lines.map(\.text) == [plain])
    #expect(file.text == text)
    #expect(plugin.refusal(plugin.request(text), model)?.contains("--substitute") == true)
  }

  @Test(
    "What is there only to steer others is written as nothing",
    arguments: ["\u{202A}ab\u{202C}", "\u{200E}ab", "a\u{200D}b", "ab\u{FE0F}", "a\u{200C}b", "a\u{2066}b\u{2069}"])
  func invisibleCharactersAreWrittenAsNothing(text: String) async throws {
    let bytes = try await plugin.carryOut(plugin.request(text), model).artifact.bytes
    #expect(try JSONDecoder().decode(InkFile.self, from: Data(bytes)).lines.map(\.text) == ["ab"])
  }

  @Test func whatHasNoEquivalentIsRefusedEvenWithSubstitution() throws {
    let request = plugin.request("caf\u{1EA5} \u{6F22}", ["substitute": .boolean(true)])
    let message = try #require(plugin.refusal(request, model))
    #expect(message.contains("U+6F22 (line 1, column 6)") && !message.contains("U+1EA5"))
  }

  @Test func aTextThatIsTooLongIsRefusedWithTheBound() {
    let long = String(repeating: "a ", count: 50_000)
    #expect(plugin.refusal(plugin.request(long), model)?.contains("20000") == true)
    #expect(plugin.refusal(plugin.request(String(repeating: "a ", count: 10_000)), model) == nil)
  }

  @Test func aLineThatIsTooLongForItsSheetIsRefused() {
    let request = plugin.request(String(repeating: "a ", count: 150), ["page": .string("line")])
    #expect(plugin.refusal(request, model)?.contains("--page") == true)
  }

  @Test func aPictureThatWouldBeTooLargeIsRefusedBeforeItIsGenerated() {
    let request = plugin.request(
      String(repeating: "many words ", count: 1800), format: "png", ["resolution": .number(600)])
    #expect(plugin.refusal(request, model)?.contains("--resolution") == true)
    let line = plugin.request(
      String(repeating: "a", count: 150), format: "png",
      ["page": .string("line"), "size": .number(40), "resolution": .number(600)])
    #expect(plugin.refusal(line, model)?.contains("--size") == true)
    // Lines that each begin anew are not one long line.
    let several = Array(repeating: String(repeating: "a", count: 20), count: 8).joined(separator: "\n")
    let short = plugin.request(several, format: "png", ["page": .string("line"), "size": .number(20)])
    #expect(plugin.refusal(short, model) == nil, "\(plugin.refusal(short, model) ?? "")")
  }

  @Test func marginsWithoutRoomAndUnknownColoursAreRefused() {
    let margins = plugin.request("Hello", ["page": .string("a4"), "margin": .number(100)])
    #expect(plugin.refusal(margins, model)?.contains("no room") == true)
    #expect(
      plugin.refusal(plugin.request("Hello", ["ink-colour": .string("mauvish")]), model)?.contains("'mauvish'") == true)
  }

  @Test func aModelOfAnotherKindIsRefused() {
    let other = ModelPackage.scribbler(alphabet: nil)
    #expect(plugin.refusal(plugin.request("Hello"), other)?.contains("cannot write texts") == true)
  }
}
