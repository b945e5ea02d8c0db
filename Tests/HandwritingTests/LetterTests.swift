import FoundationEssentials
import Generation
import Networks
import PluginAPI
import Testing

@Suite struct LetterTests {
  let plugin: any TaskPlugin
  private let model = ModelPackage.scribbler(alphabet: letters)

  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  private func request(
    _ template: String, _ fields: String? = nil, text: String = "", _ given: [String: ParameterValue] = [:]
  ) -> ItemRequest {
    var given = given
    given["template"] = .string(template)
    if let fields { given["field"] = .string(fields) }
    return plugin.request(text, given)
  }

  private func ink(_ request: ItemRequest) async throws -> InkFile {
    let bytes = try await plugin.carryOut(request, model).artifact.bytes
    return try JSONDecoder().decode(InkFile.self, from: Data(bytes))
  }

  private static let letter = """
    [sheet]
    page = "a5"

    [[section]]
    text = "Dear {{name}},"

    [[section]]
    text = "we met in {{ town }} once"
    at = [20, 150]
    width = 120
    """

  @Test func aTemplateIsFilledAndLaidOut() async throws {
    let file = try await ink(request(Self.letter, "{\"name\": \"Anna\", \"town\": \"Bath\"}"))
    #expect(file.width == 148)
    #expect(file.lines.map(\.text) == ["Dear Anna,", "we met in Bath once"])
    #expect(file.text == "Dear Anna,\nwe met in Bath once")
  }

  @Test func templatesThatOnlyLookAlikeAreTwo() async throws {
    // Again and again: the tests beside this one push templates out of memory.
    for name in Array(repeating: ["Zo\u{EB}", "Zoe\u{308}"], count: 20).joined() {
      let file = try await ink(request("[[section]]\ntext = \"\(name)\""))
      #expect(file.text.unicodeScalars.elementsEqual(name.unicodeScalars))
    }
  }

  @Test func aTextThatBecomesFarTooLongIsRefusedBeforeItIs() {
    let template = "[[section]]\ntext = \"\(String(repeating: "{{a}}", count: 10_000))\""
    let field = "{\"a\": \"\(String(repeating: "b", count: 100_000))\"}"
    let message = plugin.refusal(request(template, field), model) ?? ""
    #expect(message.contains("becomes longer than 20000 characters"), "\(message)")
  }

  @Test func theItemsOwnTextIsAColumnToo() async throws {
    let file = try await ink(request("[[section]]\ntext = \"{{text}}\"", text: "hello there"))
    #expect(file.lines.map(\.text) == ["hello there"] && file.width == 210)
  }

  @Test func aMissingColumnIsNamedWithLineAndThoseThereAre() {
    let message = plugin.refusal(request(Self.letter, "{\"name\": \"Anna\", \"city\": \"Bath\"}"), model) ?? ""
    #expect(message.contains("line 8") && message.contains("'town'") && message.contains("city, name"))
  }

  @Test(
    "What is wrong with a template is named with its line",
    arguments: [
      ("[sheet]\npage = \"a9\"\n[[section]]\ntext = \"a\"", "line 2: sheet.page is 'a9'"),
      ("[[section]]\ntext = \"a\"\ncolour = \"red\"", "line 3: section[0].colour is no key"),
      ("[[section]]\ntext = \"a {{b\"", "line 2: section[0].text has '{{' without '}}'"),
      ("[[section]]\ntext = \"a\"\nat = [1, 2]", "line 3: section[0].at needs a width"),
      ("[[section]]\ntext = \"a\"\nfit = \"shrink\"", "line 3: section[0].fit is for a section with a place"),
      ("[[section]]\ntext = \"a\"\nsize = 99", "line 3: section[0].size is 99.0, which is not within"),
      ("[look]\npen-colour = \"red\"\n[[section]]\ntext = \"a\"", "line 2: look.pen-colour is no key of look"),
      ("[sheet]\nmargin = 70\npage = \"postcard\"\n[[section]]\ntext = \"a\"", "leave no room"),
      ("page = \"a4\"", "page is no key of this file"),
      ("[sheet]\npage = \"a4\"", "has no [[section]]"),
      ("a = = 1", "line 1"),
      ("[sheet]\npage = [10, 5000]\n[[section]]\ntext = \"a\"", "line 2: sheet.page is 10.0, which is not within"),
      ("[sheet]\npage = [1, 2, 3]\n[[section]]\ntext = \"a\"", "line 2: sheet.page"),
      ("size = 40\n[sheet]\npage = [300, 60]\n[[section]]\ntext = \"a\"", "mm of height on its page"),
      (
        "[sheet]\npage = [2000, 2000]\npaper = \"dotted\"\nruling = 2\n[[section]]\ntext = \"a\"",
        "too many printed lines"
      ),
      ("[[section]]\ntext = \"a\"\nat = [10, 290]\nwidth = 90\nlines = 5", "lies beyond its page"),
    ])
  func faultsAreNamed(template: String, expected: String) {
    let message = plugin.refusal(request(template), model) ?? ""
    #expect(message.contains(expected), "\(message)")
  }

  @Test("One row that cannot be written is accepted with the others and fails when its turn comes")
  func aRowFailsByItself() throws {
    let bad = request(Self.letter, "{\"name\": \"ZoΩ\", \"town\": \"Bath\"}")
    #expect(plugin.refusal(bad, model) == nil)
    let fault = #expect(throws: RequestError.self) { try plugin.begin(bad, model: model.pluginModel) }
    #expect(fault?.message.contains("section '1'") == true && fault?.message.contains("'Ω'") == true)
  }

  @Test(
    "What all rows have in common is refused before any of them is taken",
    arguments: [
      ("style = \"gothic\"", "'gothic'"), ("[look]\nink-colour = \"mauvish\"", "'mauvish'"),
      ("[sheet]\nmargin = 100\npage = \"a5\"", "no room"),
    ])
  func commonFaultsAreRefusedAtOnce(head: String, part: String) {
    let template = "\(head)\n[[section]]\ntext = \"{{a}}\""
    #expect(plugin.refusal(request(template, "{\"a\": \"b\"}"), model)?.contains(part) == true)
  }

  @Test func whatWouldBeLeftOutIsRefused() {
    #expect(
      plugin.refusal(plugin.request("hello", ["field": .string("{\"a\":\"b\"}")]), model)?.contains("no template")
        == true)
    #expect(plugin.refusal(request("[[section]]\ntext = \"hi\"", text: "hello"), model)?.contains("{{text}}") == true)
  }

  @Test func anEmptyColumnLeavesItsSectionOut() async throws {
    let template = "[[section]]\ntext = \"{{a}}\"\n[[section]]\ntext = \"{{b}}\""
    #expect(try await ink(request(template, "{\"a\": \"\", \"b\": \"yes\"}")).lines.map(\.text) == ["yes"])
    let unseen = request(template, "{\"a\": \"\u{200B}\u{FEFF}\", \"b\": \"yes\"}")
    #expect(try await ink(unseen).lines.map(\.text) == ["yes"])
    let empty = request(template, "{\"a\": \"\", \"b\": \" \"}")
    #expect(throws: RequestError.self) { try plugin.begin(empty, model: model.pluginModel) }
  }

  @Test func theSectionWithTheMostTextGivesTheDocumentItsSize() async throws {
    let template = """
      [[section]]
      text = "hi"
      size = 6
      [[section]]
      text = "the body of the letter"
      size = 2
      """
    #expect(try await ink(request(template)).xHeight == 2)
  }

  @Test func longLettersGetNumberedPages() async throws {
    let body = String(repeating: "many words ", count: 250)
    let template = "[sheet]\npage = \"a5\"\npage-numbers = \"centre\"\n[[section]]\ntext = \"\(body)\""
    let file = try await ink(request(template))
    // The numbers are the last line of each page.
    let numbers = file.lines.map(\.text).filter { Int($0) != nil }
    #expect(numbers.count > 1 && numbers == (1...numbers.count).map(String.init))
    #expect(file.lines.last?.text == "\(numbers.count)")
  }

  @Test func sectionsHaveTheirOwnHands() async throws {
    let styles = """
      {"default": "a", "styles": [
        {"name": "a", "text": "ab", "offsets": [[1, 0.5, 0], [0.25, -1, 0]]},
        {"name": "b", "text": "cd e", "offsets": [[0.5, 1, 0], [1, -1, 1], [2, 0.5, 0]], "slant": 20, "bias": 0.5}]}
      """
    let model = ModelPackage.scribbler(alphabet: letters, resources: ["styles.json": Array(styles.utf8)])
    let template = "[[section]]\ntext = \"one\"\n[[section]]\ntext = \"two\"\nstyle = \"b\""
    let stage = try await plugin.carryOut(request(template), model).stages[0]
    #expect(stage.map { $0.prime.count / 3 } == [2, 3])
    let unknown = "[[section]]\ntext = \"one\"\nstyle = \"gothic\""
    #expect(plugin.refusal(request(unknown), model)?.contains("'gothic'") == true)
  }

  @Test func theLookOfATemplateComesBeforeOptions() async throws {
    let template = "[look]\nink-colour = \"red\"\n[[section]]\ntext = \"hello\""
    var asked = request(template, nil, ["ink-colour": .string("black")])
    asked.format = "svg"
    let red = try await plugin.carryOut(asked, model).artifact.bytes
    var plain = request("[[section]]\ntext = \"hello\"", nil, ["ink-colour": .string("red")])
    plain.format = "svg"
    #expect(try await plugin.carryOut(plain, model).artifact.bytes == red)
  }
}

@Suite struct TraitTests {
  let plugin: any TaskPlugin
  init() throws { plugin = try handwritingPlugin("HandwritingSynthesis") }

  private func model(_ traits: String) -> ModelPackage {
    let styles = """
      {"default": "x", "styles": [{"name": "x", "text": "ab", "offsets": [[1, 0.5, 0], [0.25, -1, 0]]\(traits)}]}
      """
    return .scribbler(alphabet: letters, resources: ["styles.json": Array(styles.utf8)])
  }

  private func width(_ traits: String, _ given: [String: ParameterValue] = [:]) async throws -> Double {
    let bytes = try await plugin.carryOut(plugin.request("hello", given), model(traits)).artifact.bytes
    return try JSONDecoder().decode(InkFile.self, from: Data(bytes)).width
  }

  @Test func traitsOfAStyleShapeTheInk() async throws {
    let plain = try await width("")
    #expect(try await width(", \"width\": 1.5") > 1.2 * plain)
    #expect(try await width(", \"letterSpacing\": 0.5") > plain + 1)
    #expect(try await width(", \"size\": 0.5") < 0.7 * plain)
  }

  @Test func optionsComeBeforeTheTraits() async throws {
    let given: [String: ParameterValue] = ["letter-spacing": .number(0), "slant": .number(0)]
    #expect(try await width(", \"letterSpacing\": 0.5, \"slant\": 20", given) == width("", given))
  }

  @Test func impossibleTraitsAreRefused() {
    #expect(plugin.refusal(plugin.request("hello"), model(", \"width\": 0"))?.contains("damaged") == true)
  }

  @Test func aModelsStylesAreTheChoicesOfTheParameter() throws {
    let parameters = plugin.parameters(for: model(", \"summary\": \"looks odd\"").pluginModel)
    let style = try #require(parameters.first { $0.name == "style" })
    #expect(style.choices == ["x", "none"] && style.choiceHelp?.first == "looks odd")
    #expect(style.defaultValue == .string("x"))
  }
}

@Suite struct ReadyTemplateTests {
  private static let folder =
    "\(#filePath)".split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/etc/templates"

  @Test(
    "Every template that comes with the project is filled and laid out",
    arguments: [
      ("letter", 210.0), ("lined", 148), ("postcard", 148), ("envelope", 220), ("form", 210),
    ])
  func readyTemplates(name: String, width: Double) async throws {
    let plugin = try handwritingPlugin("HandwritingSynthesis")
    let bytes = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).toml"))
    let template = String(decoding: bytes, as: UTF8.self)
    var fields: [String: String] = [:]
    for part in template.split(separator: "{{").dropFirst() {
      fields[String(part.prefix { $0 != "}" })] = "some words"
    }
    let json = String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)
    let request = plugin.request("", ["template": .string(template), "field": .string(json)])
    let result = try await plugin.carryOut(request, .scribbler(alphabet: letters))
    let file = try JSONDecoder().decode(InkFile.self, from: Data(result.artifact.bytes))
    #expect(file.width == width)
    #expect(!file.lines.isEmpty && file.lines.allSatisfy { !$0.text.isEmpty })
  }
}
