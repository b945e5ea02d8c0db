import FoundationEssentials
import Networks
import Testing

@testable import Training

@Suite struct RecipeTests {
  @Test(arguments: TrainableTask.allCases, Recipe.names)
  func `every recipe names a network that can be trained, and settings that can be worked with`(
    task: TrainableTask, name: String
  ) throws {
    let recipe = try Recipe(name, for: task)
    try recipe.settings.check()
    let network = try NetworkChoice.architecture(recipe.network, for: task, symbols: nil)
    #expect(network.untrainable == nil)
    #expect((network.input == .ink) != task.isText)
    #expect((network.window != nil) == (task == .handwritingSynthesis))
  }

  @Test func `the seed's and Graves's recipes have the rates of their sources for a mean over symbols`() throws {
    for name in ["seed", "graves"] {
      let settings = try Recipe(name, for: .characterText).settings
      #expect(settings.optimiser == .sgd && settings.momentum == 0.99 && settings.cellClip == 1)
      #expect(abs(settings.rate / Double(settings.steps) - 1e-4) < 1e-12)
    }
    #expect(try Recipe("seed", for: .characterText).settings.outputDropout == 0.5)
    #expect(try Recipe("graves", for: .handwritingPrediction).settings.optimiser == .rmsprop)
    #expect(throws: InvalidRequest.self) { try Recipe("grandma", for: .wordText) }
  }

  @Test func `a short text gets fewer rows, so that an epoch has updates enough`() throws {
    let settings = try Recipe("ours", for: .characterText).settings
    #expect(settings.rowsFitting(symbols: 5_000_000) == settings.rows)
    let rows = settings.rowsFitting(symbols: 300_000)
    #expect(rows == 10 && TextStream.pieces(of: 300_000, tracks: 2 * rows, steps: settings.steps) == 150)
    #expect(settings.rowsFitting(symbols: 1_000) == 4)
  }

  @Test(arguments: TrainableTask.allCases)
  func `every preset of a task can be made for an alphabet of any size`(task: TrainableTask) throws {
    for (name, _) in NetworkChoice.names(for: task) {
      let network = try NetworkChoice.architecture(name, for: task, symbols: 33)
      #expect(network.untrainable == nil, "\(name)")
      if task.isText { #expect(network.head.width == 33) }
      if let window = network.window { #expect(window.symbols == 33) }
    }
  }

  @Test func `a network that cannot be trained says why`() {
    let layer = Architecture.Layer(cells: 4)
    let cases: [(Architecture, String)] = [
      (Architecture(input: .ink, layers: [], head: .mixtureDensity(components: 2)), "no layer"),
      (Architecture(input: .ink, layers: [layer], head: .softmax(symbols: 3)), "mixture density"),
      (Architecture(input: .ink, layers: [layer], head: .mixtureDensity(components: 65)), "at most 64"),
      (
        Architecture(
          input: .oneHot(symbols: 3), layers: [layer], window: .init(components: 1, symbols: 3),
          head: .softmax(symbols: 3)), "window"
      ),
      (
        Architecture(
          input: .embedding(symbols: 3, dimension: 5), layers: [layer], head: .softmax(symbols: 3), tied: true), "tied"
      ),
    ]
    for (network, word) in cases { #expect(network.untrainable?.contains(word) == true, "\(word)") }
  }
}

/// Requests that no run can be made of.
@Suite struct TrainingRequestTests {
  private func refusal(
    _ folder: borrowing ScratchFolder, network: String? = nil, symbols: String? = nil, from: String? = nil,
    text: [UInt8] = Array(String(repeating: "to be or not to be\n", count: 40).utf8), unit: TextUnit? = nil,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) async throws -> String {
    let path = folder.path + "/own.txt"
    try Data(text).write(to: URL(filePath: path))
    var settings = try Recipe("ours", for: .characterText).settings
    change(&settings)
    let data = try TextData(task: .characterText, path: path, source: nil, unit: unit, split: .prefix)
    let request = TrainingRequest(
      task: .characterText, source: .text(data), network: network, usualNetwork: "seed", symbols: symbols,
      folder: folder.path + "/run",
      resume: false, from: from, settings: settings)
    do {
      _ = try await request.prepare(note: { _ in })
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test func `what does not go together is refused with a sentence`() async throws {
    let folder = try ScratchFolder()
    #expect(try await refusal(folder, network: "tied").contains("no network called tied for character-text"))
    #expect(try await refusal(folder) { $0.steps = 0 }.contains("--steps 0"))
    #expect(try await refusal(folder) { $0.augmentation = 0.1 }.contains("--augmentation is for ink"))
    #expect(try await refusal(folder, network: "graves") { $0.inputDropout = 0.1 }.contains("--input-dropout"))
    #expect(try await refusal(folder, from: folder.path + "/none.ckpt").contains("none.ckpt"))
    #expect(try await refusal(folder, network: folder.path + "/other.json").contains("no network called"))
    #expect(try await refusal(folder, symbols: "9", unit: .byte).contains("--symbols is for characters and words"))
  }

  @Test func `a checkpoint of another kind of network is refused as a start`() async throws {
    let folder = try ScratchFolder()
    try LearnableInk.trainer().save(to: folder.path + "/ink.ckpt", history: [], running: (0, 0), seconds: 0)
    let sentence = try await refusal(folder, from: folder.path + "/ink.ckpt")
    #expect(sentence.contains("ink.ckpt is not a network for character-text"), "\(sentence)")
  }

  @Test func `a text that is not UTF-8 is not read as another one`() async throws {
    let folder = try ScratchFolder()
    let line = Array("to be or not to be\n".utf8)
    let text = Array(repeatElement(line, count: 30).joined()) + [0x63, 0x61, 0x66, 0xE9, 0x0A] + line
    let sentence = try await refusal(folder, text: text)
    #expect(sentence.contains("own.txt, line 31: this is not UTF-8"), "\(sentence)")
    #expect(try await refusal(folder, text: text, unit: .byte) == "accepted")
  }

  @Test func `a part that is empty is said to be so`() async throws {
    let folder = try ScratchFolder()
    for (name, text) in [("train", "to be or not to be\n"), ("valid", ""), ("test", "to be\n")] {
      try Data(String(repeating: text, count: 40).utf8).write(to: URL(filePath: "\(folder.path)/ptb.\(name).txt"))
    }
    let data = try TextData(task: .characterText, path: folder.path, source: nil, unit: nil, split: .prefix)
    let request = TrainingRequest(
      task: .characterText, source: .text(data), network: nil, usualNetwork: "seed", symbols: nil,
      folder: folder.path + "/run", resume: false, from: nil,
      settings: try Recipe("ours", for: .characterText).settings)
    let error = try await #require(throws: InvalidRequest.self) { _ = try await request.prepare(note: { _ in }) }
    #expect("\(error)".contains("no validation part"))
  }

  @Test func `ends of lines are a word, however rare`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/own.txt"
    let words = (0..<60).map { "word\($0 % 20)" }.joined(separator: " ")
    try Data((words + "\n" + words + " rare\n").utf8).write(to: URL(filePath: path))
    var data = try TextData(task: .wordText, path: path, source: nil, unit: nil, split: .prefix)
    data.symbols = 10
    let corpus = try data.corpus()
    #expect(corpus.alphabet.count == 10 && corpus.alphabet.contains(TextCorpus.endOfLine))
    #expect(corpus.alphabet.last == TextCorpus.unknown)
    let end = try #require(corpus.alphabet.firstIndex(of: TextCorpus.endOfLine))
    #expect(corpus.training.symbols.count { $0 == end } <= 2)
  }

  @Test func `characters that mean the same are symbols of their own`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/own.txt"
    try Data(String(repeating: "K\u{212A}\n", count: 100).utf8).write(to: URL(filePath: path))
    let corpus = try TextData(task: .characterText, path: path, source: nil, unit: nil, split: .prefix).corpus()
    #expect(Set(corpus.training.symbols).count == 3 && corpus.training.spelling == 0)
  }

  @Test func `the parts of a text are cut between characters`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/own.txt"
    for length in 100..<140 {
      let text = String(repeating: "\u{20AC}", count: length)
      try Data(text.utf8).write(to: URL(filePath: path))
      let corpus = try TextData(task: .characterText, path: path, source: nil, unit: nil, split: .prefix).corpus()
      #expect(corpus.training.symbols.count + corpus.validation.symbols.count + corpus.test.symbols.count == length)
      #expect(corpus.counts["\u{20AC}"] == corpus.training.symbols.count)
    }
  }
}
