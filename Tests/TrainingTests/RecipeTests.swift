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
    _ folder: borrowing ScratchFolder, network: String = "seed", from: String? = nil,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) async throws -> String {
    let text = folder.path + "/own.txt"
    try Data(String(repeating: "to be or not to be\n", count: 40).utf8).write(to: URL(filePath: text))
    var settings = try Recipe("ours", for: .characterText).settings
    change(&settings)
    let data = try TextData(task: .characterText, path: text, source: nil, unit: nil, split: .prefix)
    let request = TrainingRequest(
      task: .characterText, source: .text(data), network: network, symbols: "all", folder: folder.path + "/run",
      resume: false, from: from, settings: settings, patience: 0)
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
  }

  @Test func `a checkpoint of another kind of network is refused as a start`() async throws {
    let folder = try ScratchFolder()
    try LearnableInk.trainer().save(to: folder.path + "/ink.ckpt", history: [], running: (0, 0), seconds: 0)
    #expect(try await refusal(folder, from: folder.path + "/ink.ckpt").contains("not in the model's alphabet"))
  }
}
