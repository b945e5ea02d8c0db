import Testing
import Wire

@testable import seqctl

@Suite struct ScoreRequestTests {
  private static let floor = ParameterInfo(name: "floor", kind: .number, help: "")
  private static let texts = TaskInfo(
    name: "word-text", summary: "", text: .required, formats: ["json"], parameters: [floor])
  private static let ink = TaskInfo(
    name: "handwriting-synthesis", summary: "", text: .optional, formats: ["json"],
    parameters: [ParameterInfo(name: "ink", kind: .file, help: ""), floor])

  private let folder = TemporaryFolder()

  private func request(_ arguments: [String], _ task: TaskInfo, input: String? = nil) throws -> ScoreRequest {
    let options = try JobOptions.scoringTable(for: task, input: input).parse([task.name] + arguments)
    return try ScoreRequest(options, task: task, input: input)
  }

  @Test func textsAreItemsLineByLineOrWhole() throws {
    let path = folder.file("t.txt", Array("one two\nthree\n".utf8))
    let lines = try request(["--text", "zero", "--input", path, "--floor", "2", "--model", "m"], Self.texts)
    #expect(lines.submit.operation == .score && lines.submit.task == "word-text" && lines.submit.model == "m")
    #expect(lines.submit.items.map(\.text) == ["zero", "one two", "three"])
    #expect(lines.labels == ["zero", "one two", "three"])
    #expect(lines.submit.parameters == ["floor": .number(2)])
    let whole = try request(["--input", path, "--whole"], Self.texts)
    #expect(whole.submit.items.map(\.text) == ["one two\nthree\n"] && whole.labels == [path])
  }

  @Test func aFileOfInkGoesIntoTheParameterThatIsScored() throws {
    let first = folder.file("1.json", Array("{}".utf8))
    let second = folder.file("2.json", Array("[]".utf8))
    let pair = try request(
      ["--input", first, "--input", second, "--text", "a", "--text", "b"], Self.ink, input: "ink")
    #expect(
      pair.submit.items == [
        .init(text: "a", parameters: ["ink": .string("{}")]), .init(text: "b", parameters: ["ink": .string("[]")]),
      ])
    #expect(pair.labels == [first, second])
    let table = folder.file("many.csv", Array("ink,floor\n\(first),1\n\(second),2\n".utf8))
    let many = try request(["--input", table], Self.ink, input: "ink").submit.items
    #expect(many.map { $0.parameters["ink"] } == [.string("{}"), .string("[]")])
    #expect(many[1].parameters["floor"] == .number(2))
  }

  @Test func whatIsWrongIsRefusedBeforeItIsSent() {
    let path = folder.file("1.json", Array("{}".utf8))
    let cases: [([String], TaskInfo, String?, String)] = [
      ([], Self.texts, nil, "the text is missing"), (["--text", ""], Self.texts, nil, "the text is empty"),
      (["word"], Self.texts, nil, "'word' is unexpected"), ([], Self.ink, "ink", "what is to be scored is missing"),
      (["--text", "a"], Self.ink, "ink", "what is to be scored is missing"),
      (["--input", path, "--text", "a", "--text", "b"], Self.ink, "ink", "2 texts for 1 files"),
      (["--input", path, "--whole"], Self.ink, "ink", "--whole"),
      (["--seed", "1", "--text", "a"], Self.texts, nil, "--seed"),
      (["--ink", path], Self.ink, "ink", "--ink is unknown"),
    ]
    for (arguments, task, input, part) in cases {
      #expect {
        try request(arguments, task, input: input)
      } throws: {
        ($0 as? Failure)?.status == .invalid && ($0 as? Failure)?.sentence.contains(part) == true
      }
    }
  }

  @Test func theHelpShowsTheOptionsOfScoreAndNoOthers() {
    let help = TaskHelp.text(usage: "u", summary: "s", task: Self.texts, options: JobOptions.scoring, width: 100)
    #expect(help.contains("--whole") && help.contains("--keep") && help.contains("--floor N"))
    #expect(!help.contains("--count") && !help.contains("--output") && !help.contains("Formats"))
  }
}

@Suite struct ScoreOutcomeTests {
  private func score(_ nats: Double, words: Double, unknown: Double = 0) -> ScoreFile {
    var file = try! ScoreFile(
      Array(
        """
        {"format": "seqd-score", "version": 1, "task": "word-text", "model": "m", "modelDigest": "ab",
         "sums": {"nats": 0}, "figures": {"perplexity": 1}, "settings": {"startsAfter": "<eos>"},
         "ratios": [{"name": "perplexity", "title": "perplexity", "sum": "nats", "per": "words", "form": "perplexity"},
                    {"name": "bitsPerWord", "title": "bits/word", "sum": "nats", "per": "words", "form": "bits"},
                    {"name": "natsPerWord", "title": "nats/word", "sum": "nats", "per": "words", "form": "mean"}]}
        """.utf8))
    file.sums = ["nats": nats, "words": words, "unknown": unknown]
    for ratio in file.ratios { file.figures[ratio.name] = ratio.value(file.sums) }
    return file
  }

  private func outcome(_ items: [ScoreOutcome.Item]) -> ScoreOutcome {
    let info = JobInfo(
      job: "7", task: "word-text", operation: .score, model: "m", modelDigest: "ab", format: "json", parameters: [:],
      seed: 0, owner: "", priority: 0, state: .done, items: .init(done: items.count), submitted: 0, started: nil,
      finished: nil)
    return ScoreOutcome(info, items)
  }

  @Test func theTotalIsOfTheSumsNotOfTheFigures() {
    let outcome = outcome([
      .init(item: 0, state: .done, remarks: [], score: score(4.605170186, words: 1)),
      .init(item: 1, state: .done, remarks: [], score: score(0, words: 1)),
    ])
    // One word of probability 1/100, one of probability 1: together 1/10 for each.
    #expect(abs((outcome.total.figures["perplexity"] ?? 0) - 10) < 1e-6)
    #expect(abs((outcome.total.figures["bitsPerWord"] ?? 0) - 3.321928) < 1e-5)
    #expect(abs((outcome.total.figures["natsPerWord"] ?? 0) - 2.302585) < 1e-5)
    #expect(outcome.total.sums == ["nats": 4.605170186, "words": 2, "unknown": 0])
    #expect(outcome.status == .done)
  }

  @Test func aRowForEachItemAndATotalOfSeveral() {
    let one = outcome([.init(item: 0, state: .done, remarks: [], score: score(2, words: 4))])
    #expect(
      one.table(labels: ["a text"]).lines() == [
        "ITEM  PERPLEXITY  BITS/WORD  NATS/WORD  NATS  WORDS  OF",
        "   0      1.6487     0.7213     0.5000     2      4  a text",
      ])
    let several = outcome([
      .init(item: 0, state: .done, remarks: [], score: score(2, words: 4)),
      .init(item: 1, state: .failed, error: "no", remarks: []),
      .init(item: 2, state: .done, remarks: [], score: score(2, words: 4, unknown: 1)),
    ])
    let lines = several.table(labels: ["a", "b", "c"]).lines()
    #expect(lines.count == 5 && lines[0].contains("UNKNOWN"))
    #expect(lines[2].split(separator: " ") == ["1", "b"])
    #expect(lines[4].split(separator: " ") == ["total", "1.6487", "0.7213", "0.5000", "4", "1", "8"])
    #expect(several.status == .failed)
  }

  @Test(arguments: [
    (0.0, "0"), (3, "3"), (1.23456, "1.2346"), (-0.5, "-0.5000"), (123.456, "123.46"), (12_345.67, "12345.7"),
    (.infinity, ""), (0.99999999, "1.0000"),
  ])
  func numbersHaveAsManyDigitsAsTellSomething(value: Double, text: String) {
    #expect(ScoreOutcome.number(value) == text)
  }
}
