import FoundationEssentials
import Networks
import Testing

@testable import Training

@Suite struct StyleBookTests {
  private static let folder = "\(#filePath)".split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private func package() throws -> ModelPackage { try ModelPackage.load(folder: Self.folder + "/Models/handwriting") }

  @Test func stylesAreDrawnOrKeptAndGetTheirTraits() async throws {
    let package = try package()
    let old = try #require(try InkStyles(resources: package.resources))
    let book = try StyleBook(
      """
      default = "new"
      [[style]]
      name = "new"
      seed = 3
      text = "a letter"
      bias = 0.5
      [[style]]
      name = "leaning"
      like = "\(old.default)"
      summary = "leans"
      slant = 12
      letter-spacing = 0.1
      """, called: "book")
    let changed = try await book.applied(to: package, threads: 1)
    let styles = try #require(try InkStyles(resources: changed.resources))
    #expect(styles.default == "new" && styles.styles.map(\.name) == ["new", "leaning"])
    #expect(styles["new"]?.offsets.isEmpty == false && styles["new"]?.bias == 0.5)
    let kept = try #require(styles["leaning"])
    #expect(kept.offsets == old[old.default]?.offsets && kept.text == old[old.default]?.text)
    #expect(kept.slant == 12 && kept.letterSpacing == 0.1 && kept.summary == "leans" && kept.width == nil)
  }

  @Test(arguments: [
    ("default = \"x\"\n[[style]]\nname = \"y\"", "book, line 1: default is 'x'"),
    ("default = \"x\"\n[[style]]\nname = \"x\"\nslant = 90", "book, line 4: style[0].slant is 90"),
    ("default = \"x\"\n[[style]]\nname = \"x\"\ncolour = 1", "book, line 4: style[0].colour is no key"),
    ("default = \"x\"\n[[style]]\nname = \"x\"\n[[style]]\nname = \"x\"", "book, line 5: style[1].name is there twice"),
  ])
  func faultsAreNamed(text: String, expected: String) {
    let fault = #expect(throws: InvalidRequest.self) { try StyleBook(text, called: "book") }
    #expect(fault.map { "\($0)".contains(expected) } == true, "\(String(describing: fault))")
  }

  @Test func aStyleWithoutInkIsRefused() async throws {
    let book = try StyleBook("default = \"x\"\n[[style]]\nname = \"x\"", called: "book")
    await #expect(throws: InvalidRequest.self) { try await book.applied(to: try package(), threads: 1) }
  }

  @Test func aStyleOfATextThatTheModelCannotWriteIsRefused() async throws {
    for (text, word) in [("a#", "the character '#'"), ("", "is empty")] {
      let book = try StyleBook("default = \"x\"\n[[style]]\nname = \"x\"\nseed = 1\ntext = \"\(text)\"", called: "book")
      let error = await #expect(throws: InvalidRequest.self) { try await book.applied(to: try package(), threads: 1) }
      #expect(error.map { "\($0)".contains(word) } == true, "\(String(describing: error))")
    }
  }

  @Test func aModelOfTextHasNoStyles() async throws {
    let architecture = LearnableText.architecture
    let description = ModelDescription(
      name: "letters", task: "character-text", summary: "For tests.", architecture: architecture,
      alphabet: LearnableText.corpus.alphabet, normalisation: nil)
    let text = ModelPackage(description: description, tensors: FlatParameters(architecture).tensors)
    let book = try StyleBook("default = \"x\"\n[[style]]\nname = \"x\"\nseed = 3\ntext = \"ab\"", called: "book")
    let error = try await #require(throws: InvalidRequest.self) { _ = try await book.applied(to: text, threads: 1) }
    #expect("\(error)".contains("letters is no model of handwriting of a given text"))
  }

  @Test("The bundled model has the styles that the project's file describes")
  func bundledStyles() async throws {
    let bytes = try #require(FileManager.default.contents(atPath: Self.folder + "/Tools/handwriting-styles.toml"))
    let book = try StyleBook(String(decoding: bytes, as: UTF8.self), called: "book")
    let styles = try #require(try InkStyles(resources: try package().resources))
    #expect(styles.default == book.defaultName)
    #expect(styles.styles.map(\.name) == book.entries.map(\.style.name))
    #expect(styles.styles.count >= 12)
    for (style, entry) in zip(styles.styles, book.entries) {
      var described = entry.style
      (described.text, described.offsets) = (style.text, style.offsets)
      #expect(style == described)
      #expect(style.summary?.isEmpty == false)
    }
  }
}

@Suite struct BalanceTests {
  @Test("Lines with rare characters are dealt again until these occur often enough, but no more than six times")
  func rareCharactersAreDealtAgain() {
    let alphabet = InkAlphabet(symbols: ["\u{FFFD}", "a", "b", "q"])
    func line(_ id: Int, _ text: [Int]) -> InkSequence { InkSequence(id: "\(id)", text: text, offsets: [0, 0, 1]) }
    let lines = (0..<20).map { line($0, [1, 1]) } + [line(20, [1, 2]), line(21, [2, 2]), line(22, [3])]
    let dataset = InkDataset(
      training: lines, validation: [], alphabet: alphabet,
      normalisation: InkNormalisation(meanX: 0, meanY: 0, deviationX: 1, deviationY: 1))
    let balanced = dataset.balanced(to: 10)
    var times: [String: Int] = [:]
    for sequence in balanced.training { times[sequence.id, default: 0] += 1 }
    // One q in one line: six of it. Three b in two lines: four repeats bring them to ten.
    #expect(times["22"] == 6)
    #expect(2 * times["21"]! + times["20"]! >= 10 && times["21"]! <= 6 && times["20"]! <= 6)
    #expect((0..<20).allSatisfy { times["\($0)"] == 1 })
    #expect(balanced.characterCounts == dataset.characterCounts && TrainingData.ink(balanced).facts.balance == 10)
    #expect(balanced.training == dataset.balanced(to: 10).training)
  }
}
