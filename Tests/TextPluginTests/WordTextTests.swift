import FoundationEssentials
import Networks
import PluginAPI
import Testing

@Suite struct WordTextTests {
  let plugin: any TaskPlugin
  let model = ModelPackage.words

  init() throws { plugin = try PluginLibrary.load("WordText") }

  @Test func theTaskIsDescribed() {
    #expect(plugin.descriptor.name == "word-text")
    #expect(plugin.descriptor.text == .none)
    #expect(plugin.descriptor.formats == ["txt", "json"])
    #expect(
      plugin.descriptor.parameters.map(\.name)
        == ["prime", "length", "detokenise", "temperature", "top-k", "top-p", "allow-unknown"])
  }

  @Test(arguments: [1, 2, 40])
  func thePrimeGoesOnForTheLengthAskedFor(length: Int) async throws {
    let text = try await plain("the cat", length: length)
    #expect(text.hasPrefix("the cat"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let written = lines.joined(separator: " <eos> ").split(separator: " ").dropFirst(2)
    #expect(written.count == length)
    #expect(written.allSatisfy { model.description.alphabet.contains(String($0)) })
  }

  @Test func wordsAreJoinedAsPeopleWriteThem() async throws {
    let prime = "the cat does n't say `` no , no '' . it 's $ N <eos> it"
    let text = try await written(prime, length: 1)
    #expect(text.hasPrefix("the cat doesn't say \"no, no\". it's $N\nit"), "\(text)")
  }

  @Test func wordsStayApartWhenAskedFor() async throws {
    let text = try await plain("it 's $ N\nit does n't say", length: 1)
    #expect(text.hasPrefix("it 's $ N\nit does n't say"), "\(text)")
  }

  @Test func theSeedFixesTheText() async throws {
    let first = try await plugin.text(plugin.request(seed: 1, ["length": .integer(60)]), model)
    let again = try await plugin.text(plugin.request(seed: 1, ["length": .integer(60)]), model)
    let other = try await plugin.text(plugin.request(seed: 2, ["length": .integer(60)]), model)
    #expect(first == again)
    #expect(first != other)
  }

  @Test func wordsOutsideTheVocabularyAreNamedWithTheirPlaces() {
    let refusal = plugin.refusal(plugin.request(["prime": .string("the dog\nsay Cat")]), model.description)
    #expect(refusal?.contains("'dog' (word 2), 'Cat' (word 4)") == true, "\(refusal ?? "accepted")")
    #expect(refusal?.contains("<unk>") == true)
  }

  @Test func theRecordSaysHowTheTextCameAbout() async throws {
    let request = plugin.request(
      format: "json", seed: 9,
      ["prime": .string("it 's"), "length": .integer(3), "top-p": .number(0.9), "allow-unknown": .boolean(true)])
    let artifact = try await plugin.artifact(request, model)
    let record = try JSONDecoder().decode(Record.self, from: Data(artifact.bytes))
    #expect(record.text.hasPrefix("it's"))
    #expect(record.prime == "it 's")
    #expect((record.length, record.temperature, record.detokenise) == (3, 0.8, true))
    #expect((record.topK, record.topP, record.allowUnknown) == (0, 0.9, true))
    #expect((record.seed, record.model, record.digest) == (9, "scattered", "0123abcd"))
  }

  @Test func aModelOfInkIsRefused() {
    var description = model.description
    description.architecture = .gravesSynthesis()
    #expect(plugin.refusal(plugin.request(), description)?.contains("does not write text") == true)
  }

  @Test(arguments: [
    ("length", ParameterValue.integer(0)), ("length", .integer(100_001)), ("temperature", .number(-0.1)),
    ("temperature", .number(5.1)), ("top-k", .integer(-1)), ("top-p", .number(1.5)),
  ])
  func valuesOutOfRangeAreRefused(name: String, value: ParameterValue) {
    #expect(plugin.refusal(plugin.request([name: value]), model.description)?.contains(name) == true)
  }

  private func written(_ prime: String, length: Int) async throws -> String {
    try await plugin.text(plugin.request(["prime": .string(prime), "length": .integer(length)]), model)
  }

  /// The words as they are, without the line break that ends a text file.
  private func plain(_ prime: String, length: Int) async throws -> String {
    let given: [String: ParameterValue] = [
      "prime": .string(prime), "length": .integer(length), "detokenise": .boolean(false),
    ]
    let artifact = try await plugin.artifact(plugin.request(format: "json", given), model)
    return try JSONDecoder().decode(Record.self, from: Data(artifact.bytes)).text
  }

  private struct Record: Decodable {
    var text: String
    var prime: String
    var length: Int
    var temperature: Double
    var topK: Int
    var topP: Double
    var allowUnknown: Bool
    var detokenise: Bool
    var seed: UInt64
    var model: String
    var digest: String
  }
}
