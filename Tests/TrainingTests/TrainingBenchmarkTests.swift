import FoundationEssentials
import Glibc
import Networks
import Testing

@testable import Training

/// Measuring on made-up data, in process and as `seqtrain benchmark`.
@Suite struct TrainingBenchmarkTests {
  private func settings(_ precision: TrainingSettings.Precision) -> TrainingSettings {
    var settings = TrainingSettings()
    (settings.workers, settings.rows, settings.steps) = (2, 3, 8)
    (settings.precision, settings.schedule, settings.averageDecay) = (precision, .constant, 0)
    return settings
  }

  @Test(
    arguments: [
      (TrainableTask.characterText, SmallNetworks.oneHot, "character"),
      (.wordText, SmallNetworks.tied, "word"), (.handwritingPrediction, SmallNetworks.prediction, "point"),
      (.handwritingSynthesis, SmallNetworks.graves, "point"),
    ], TrainingSettings.Precision.allCases)
  func `every task learns from made-up data and is measured in its unit`(
    _ subject: (task: TrainableTask, architecture: Architecture, unit: String), precision: TrainingSettings.Precision
  ) throws {
    let benchmark = try TrainingBenchmark(
      task: subject.task, network: "small", architecture: subject.architecture, settings: settings(precision),
      updates: 5)
    var shown: [Int] = []
    var notes = 0
    let speed = try benchmark.run(onUpdate: { shown.append($0) }, note: { _ in notes += 1 })
    #expect(shown == [1, 2, 3, 4, 5])
    #expect(speed.unit == subject.unit && speed.precision == precision.here)
    #expect(notes == (precision.here == precision ? 0 : 1))
    #expect(speed.weights == subject.architecture.parameterCount)
    #expect(speed.unitsPerUpdate == 2 * 3 * 8)
    #expect(speed.millisecondsPerUpdate > 0)
    // Every update has as many units, so the medians are those of one update.
    #expect(abs(speed.unitsPerSecond * speed.millisecondsPerUpdate / 1000 - 48) < 1e-6)
    #expect(speed.peakMemory > 4 * speed.weights)
    if case .softmax(let symbols) = subject.architecture.head {
      // Nothing can be known of symbols that are drawn at random.
      #expect(abs(speed.natsPerUnit - log(Double(symbols))) < 0.5)
    }
  }

  @Test func `made-up lines have the length of people's and a character for every 25 points`() throws {
    guard case .ink(let dataset) = TrainingData.madeUpInk(symbols: 9, lines: 40, seed: 1) else {
      Issue.record("ink is expected")
      return
    }
    #expect(dataset.training.count == 40)
    for line in dataset.training {
      #expect((500...750).contains(line.count) && line.text.count == line.count / 25)
      #expect(line.text.allSatisfy { (0..<9).contains($0) })
    }
    let offsets = dataset.training.flatMap(\.offsets)
    let points = Double(offsets.count / 3)
    let squares = stride(from: 0, to: offsets.count, by: 3).reduce(0.0) { $0 + Double(offsets[$1] * offsets[$1]) }
    let strokes = stride(from: 2, to: offsets.count, by: 3).count { offsets[$0] == 1 }
    #expect(abs(squares / points - 1) < 0.05)
    #expect(abs(Double(strokes) / points - 0.04) < 0.01)
    guard case .ink(let other) = TrainingData.madeUpInk(symbols: 0, lines: 1, seed: 1) else { return }
    #expect(other.training[0].text.isEmpty)
  }

  @Test(arguments: [([3.0], 3.0), ([4.0, 1, 2], 2.0), ([4.0, 1, 2, 8], 3.0)])
  func `the median is the value in the middle or the mean of the two there`(values: [Double], median: Double) {
    #expect(TrainingBenchmark.median(values) == median)
  }

  private func model(_ folder: String, _ task: TrainableTask, _ architecture: Architecture) throws -> String {
    let parameters = FlatParameters(architecture)
    var description = ModelDescription(
      name: "small", task: task.rawValue, summary: "For tests.", architecture: architecture,
      alphabet: (0..<7).map { "\($0)" }, normalisation: nil)
    description.weightsDigest = String(repeating: "0", count: 64)
    try ModelPackage(description: description, tensors: parameters.tensors).write(to: folder + "/small")
    return folder + "/small/model.json"
  }

  @Test func `the program prints a table for people and JSON for scripts`() throws {
    let folder = try ScratchFolder()
    let command = [
      "benchmark", "character-text", "--network", try model(folder.path, .characterText, SmallNetworks.embedding),
      "--rows", "2", "--steps", "5", "--updates", "3", "--precision", "fp32", "--symbols", "11",
    ]
    let table = try SeqtrainProgram.run(command, folder: folder.path)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains { $0.contains("characters/s") && $0.contains("ms an update") })
    #expect(table.output.contains { $0.contains("3 of 20 characters") && $0.contains("2 threads × 2 rows × 5 steps") })
    let json = try SeqtrainProgram.run(command + ["--json"], folder: folder.path)
    let speed = try JSONDecoder().decode(TrainingSpeed.self, from: Data(json.output.joined(separator: "\n").utf8))
    var resized = SmallNetworks.embedding
    resized.resize(symbols: 11)
    #expect(speed.weights == resized.parameterCount)
    #expect((speed.workers, speed.rows, speed.steps, speed.updates) == (2, 2, 5, 3))
    #expect(speed.precision == .fp32 && speed.unitsPerSecond > 0)
  }

  @Test func `a wrong request is one sentence and exit code 2`() throws {
    let folder = try ScratchFolder()
    let small = try model(folder.path, .characterText, SmallNetworks.embedding)
    for (arguments, word) in [
      (["character-text", "--updates", "0"], "--updates"), (["character-text", "--steps", "0"], "--steps"),
      (["character-text", "--rows", "0"], "--rows"), (["character-text", "--symbols", "1"], "--symbols"),
      (["word-text", "--network", "nonesuch"], "nonesuch"),
      (["handwriting-prediction", "--network", small], "handwriting-prediction"), (["poetry"], "poetry"),
      (["character-text", "--precision", "int8"], "int8"),
    ] {
      let result = try SeqtrainProgram.run(["benchmark"] + arguments, folder: folder.path)
      #expect(result.status == 2, "\(arguments)")
      let last = result.errors.split(separator: "\n").last ?? ""
      #expect(last.hasPrefix("seqtrain: ") && last.contains(word), "\(result.errors)")
    }
  }
}
