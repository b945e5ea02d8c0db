import Foundation
import Generation
import Ink
import Networks
import Testing

@testable import Training

@Suite("Learning a hand") final class AdaptationTests {
  private let folder: ScratchFolder
  private let scale = OffsetScale(ZigzagHand.normalisation)

  init() throws { folder = try ScratchFolder() }

  private func file(_ name: String, _ content: String) throws -> String {
    let path = folder.path + "/" + name
    try content.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func files() throws -> [String] {
    try ZigzagHand.texts.enumerated().map { try file("line\($0).json", ZigzagHand.json($1)) }
  }

  private func ink(_ files: [String], texts: [String] = []) throws -> WriterInk {
    try WriterInk(
      files: files, texts: texts, alphabet: ZigzagHand.alphabet.symbols, normalisation: ZigzagHand.normalisation)
  }

  private func model() throws -> ScoredModel {
    var package = try ZigzagHand.package()
    package.resources["reader.safetensors"] = [1, 2, 3]
    package.resources["other"] = [4]
    try package.write(to: folder.path + "/small")
    return try ScoredModel(path: folder.path + "/small")
  }

  @Test("Ink of any size comes level, with its small letters as high as the recorded hands have them")
  func inkIsBroughtToTheUsualSize() throws {
    let lines = try ink(files()).lines
    #expect(lines.map(\.text) == ZigzagHand.texts)
    for line in lines {
      let bounds = try #require(line.drawing.bounds)
      #expect(abs(bounds.minX) < 1e-9 && abs(bounds.maxY) < 0.2 * bounds.height)
      #expect(abs(bounds.height - 2.85 * 36) < 0.3 * 2.85 * 36)
    }
  }

  @Test("Strokes that have few points get them evenly, and keep their ends")
  func sparseInkIsResampled() {
    let drawing = InkDrawing([
      Stroke([Point(x: 0, y: 0), Point(x: 10, y: 0), Point(x: 10, y: 5)]), Stroke([Point(x: 3, y: 3)]),
    ])
    let even = drawing.resampled(step: 1)
    #expect(even.strokes[0].points.count == 16)
    #expect(even.strokes[0].points.first == Point(x: 0, y: 0) && even.strokes[0].points.last == Point(x: 10, y: 5))
    #expect(even.strokes[1] == drawing.strokes[1])
    for (a, b) in zip(even.strokes[0].points, even.strokes[0].points.dropFirst()) {
      #expect(abs(abs(a.x - b.x) + abs(a.y - b.y) - 1) < 1e-9)
    }
  }

  @Test("What stands before a line is read and not counted")
  func leadsAreNotScored() throws {
    let model = try model()
    var settings = TrainingSettings()
    (settings.precision, settings.workers, settings.rows) = (.fp32, 1, 2)
    let scorer = SequenceScorer(architecture: model.architecture, settings: settings)
    let lines = try ink(files()).lines
    let led = lines[1].sequence(ZigzagHand.alphabet, scale, after: lines[0])
    #expect(led.lead == lines[0].drawing.pointCount && led.count - led.lead == lines[1].drawing.pointCount - 1)
    var whole = led
    whole.lead = 0
    var first = whole
    first.offsets = Array(whole.offsets[..<(3 * led.lead)])
    let scores = [led, whole, first].map { scorer.score(.lines([$0]), model.parameters) }
    #expect(scores[0].units == led.count - led.lead)
    #expect(abs(scores[0].nats + scores[2].nats - scores[1].nats) < 1e-3 * abs(scores[1].nats))
  }

  @Test("Learned biases leave every other tensor bit by bit as it was")
  func biasesAloneMove() throws {
    let model = try model()
    let trainer = try HandTrainer(model, threads: 2)
    let before = model.parameters.tensors
    var after: [String: [Float]] = [:]
    try trainer.learn(ink(files()).lines, method: .biases, updates: 3) { _, weights in
      after = weights.tensors
    }
    for (name, values) in before {
      let same = after[name] == values
      #expect(same == !name.contains("bias"), "\(name)")
    }
  }

  @Test("Learning lines makes others of the hand more likely")
  func learningHelpsWithOtherLines() throws {
    let model = try model()
    let trainer = try HandTrainer(model, threads: 2)
    let lines = try ink(files()).lines
    let before = trainer.score([lines[3]], after: nil, model.parameters)
    var after = before
    try trainer.learn(Array(lines[..<3]), method: .weights, updates: 60) { number, weights in
      if number == 60 { after = trainer.score([lines[3]], after: nil, weights) }
    }
    #expect(after.points == before.points)
    #expect(after.natsPerPoint < before.natsPerPoint - 0.05, "\(before.natsPerPoint) → \(after.natsPerPoint)")
  }

  private func adapted(to name: String) async throws -> AdaptationReport {
    _ = try model()
    return try await Adaptation(
      model: folder.path + "/small", files: files(), texts: [], name: "mine", folder: folder.path + "/" + name,
      updates: 3, minutes: 1, threads: 2
    ).run(note: { _ in }, onProgress: { _ in }, shouldStop: { false })
  }

  @Test("The package is sound, says what was compared, and has the writer's ink as its style")
  func packageIsWhole() async throws {
    let report = try await adapted(to: "mine")
    #expect(report.lines == 4)
    #expect(Set(report.comparison.rows.map(\.method)) == Set(LearningMethod.allCases))
    let best = try #require(report.comparison.best)
    let value = best.primed ? best.row.primed.natsPerPoint : best.row.unprimed.natsPerPoint
    for row in report.comparison.rows {
      #expect(row.unprimed.natsPerPoint >= value && row.primed.natsPerPoint >= value)
    }
    let package = try ModelPackage.load(folder: folder.path + "/mine")
    #expect(package.description.name == "mine")
    #expect(package.description.weightsDigest == ModelExport.sha256(try package.weightsBytes()))
    let styles = try #require(try InkStyles(resources: package.resources))
    #expect(styles.default == (report.primed ? "mine" : "none"))
    #expect(ZigzagHand.texts.contains(styles["mine"]?.text ?? ""))
    #expect(package.resources["reader.safetensors"] == [1, 2, 3] && package.resources["other"] == nil)
    #expect(package.resources[Golden.file] == (try ModelExport.json(try Golden(package, digest: ModelExport.sha256))))
    let card = String(decoding: package.resources["card.md"] ?? [], as: UTF8.self)
    #expect(card.contains("holds ink of a person"))
  }

  @Test("The same number of updates gives the same package, byte by byte")
  func adaptingIsReproducible() async throws {
    _ = try await adapted(to: "one")
    _ = try await adapted(to: "two")
    for file in ["weights.safetensors", "styles.json", "golden.json", "model.json", "card.md"] {
      let contents = try ["one", "two"].map { try Data(contentsOf: URL(filePath: "\(folder.path)/\($0)/\(file)")) }
      #expect(contents[0] == contents[1], "\(file)")
    }
  }

  @Test("Real and written lines are drawn in pairs, in each format, without a date")
  func comparisonIsDrawn() async throws {
    _ = try await adapted(to: "mine")
    let adaptation = Adaptation(
      model: "", files: try files(), texts: [], name: "mine", folder: folder.path + "/mine", updates: 3, minutes: 1,
      threads: 1)
    for (suffix, start) in [("pdf", "%PDF"), ("svg", "<?xml"), ("png", "\u{89}PNG")] {
      let path = folder.path + "/pairs." + suffix
      try await adaptation.compare(to: path)
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(bytes.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
      #expect(bytes.range(of: Data("CreationDate".utf8)) == nil)
      try await adaptation.compare(to: path)
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
    await #expect(throws: InvalidRequest.self) { try await adaptation.compare(to: folder.path + "/pairs.gif") }
  }

  @Test("Ink that cannot be learned from is refused in one sentence")
  func badInkIsRefused() throws {
    let silent = try file("silent.json", ZigzagHand.json("abc de", saysSo: false))
    let good = try files()
    let cases: [([String], [String], String)] = [
      ([silent] + good, [], "silent.json does not tell what its ink says"),
      (good, ["abc"], "--text 'abc' has no ink"),
      ([silent] + good, ["abz de"], "has the character 'z'"),
      ([try file("short.json", ZigzagHand.json("abc de"))], [], "the ink has 5 letters, too few"),
      ([try file("torn.inkml", "<ink>\n<trace>1 2, 3</trace>\n</ink>")], [], "in line 2: point 1 of trace 0"),
      ([try file("dot.json", "{\"text\": \"abcdeabcde\", \"strokes\": [[[1,1],[1,1]]]}")], [], "have no height"),
      ([folder.path + "/absent.json"], [], "absent.json cannot be read"),
      ([try file("long.json", ZigzagHand.json(String(repeating: "ab ", count: 40)))], [], "has 119 characters"),
    ]
    for (files, texts, sentence) in cases {
      let error = #expect(throws: InvalidRequest.self) { try ink(files, texts: texts) }
      #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "nothing was thrown")")
    }
    #expect(try ink([silent] + good, texts: ["abc de"]).lines[0].text == "abc de")
  }

  @Test("A single line without a pen lift between words is refused, since nothing of it can be held out")
  func oneWordIsRefused() async throws {
    _ = try model()
    let adaptation = Adaptation(
      model: folder.path + "/small", files: [try file("word.json", ZigzagHand.json("abcdeabcde"))], texts: [],
      name: "mine", folder: folder.path + "/mine", updates: 1, minutes: 1, threads: 1)
    let error = await #expect(throws: InvalidRequest.self) {
      try await adaptation.run(note: { _ in }, onProgress: { _ in }, shouldStop: { false })
    }
    #expect(error?.description.contains("nothing can be held out") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/mine"))
  }

  @Test("The program refuses bad ink with status 2 and its sentence")
  func programRefusesBadInk() throws {
    _ = try model()
    let outcome = try SeqtrainProgram.run(
      [
        "adapt", "--model", folder.path + "/small", "-o", folder.path + "/mine",
        try file("torn.json", "{\"strokes\": [[[1,\"x\"]]]}"),
      ], folder: folder.path)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("torn.json: The ink cannot be read at strokes[0][0][1]"), "\(outcome.errors)")
    #expect(try SeqtrainProgram.run(["adapt", "x.json"], folder: folder.path).status == 2)
    #expect(try SeqtrainProgram.run(["adapt", "--measure"], folder: folder.path).status == 2)
  }

  @Test("A line is cut between words where the window and a pen lift say so")
  func linesAreCutBetweenWords() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let package = try ModelPackage.load(folder: root.appending(path: "Models/handwriting").path())
    let normalisation = try #require(package.description.normalisation)
    let line = try WriterInk(
      files: [root.appending(path: "Tests/SeqctlTests/Fixtures/captured.inkml").path()], texts: [],
      alphabet: package.description.alphabet, normalisation: normalisation
    ).lines[1]
    let cut = WordCut(package: package)
    let beginning = try #require(try await cut.beginning(of: line, limit: 15))
    #expect(beginning.text == "Cold jam, hot")
    let bounds = try #require(beginning.drawing.bounds)
    let whole = try #require(line.drawing.bounds)
    #expect((0.3...0.6).contains(bounds.width / whole.width))
    let (first, second) = try #require(try await cut.halves(of: line))
    #expect(first.text + " " + second.text == line.text)
    #expect(first.drawing.strokes + second.drawing.strokes == line.drawing.strokes)
    // A half of one point has no offset, so that it could be neither learned nor scored.
    let word = try #require(try await cut.beginning(of: line, limit: 5))
    let end = try #require(word.drawing.bounds).maxX
    let dotted = WriterLine(
      text: word.text + " .", drawing: InkDrawing(word.drawing.strokes + [Stroke([Point(x: end + 60, y: 0)])]),
      place: "line")
    #expect(try await cut.halves(of: dotted) == nil)
  }
}
