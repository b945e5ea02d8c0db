import ArgumentParser
import FoundationEssentials
import Training

struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model: log-loss per line, SSE, and whether it writes what it was given.")

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @Option(help: "Folder of the model package.")
  var model = "Models/handwriting"

  @OptionGroup var data: DataOptions

  @Option(help: "Sentences of the validation set to write for legibility; 0 for none.")
  var sentences = 200

  @Option(help: "Bias of the sampling (eqs 61, 62).")
  var bias = 1.5

  @Option(help: "Floor on σ, in normalised units.")
  var smallestDeviation = TrainingSettings().smallestDeviation

  @Option(help: "Threads.")
  var threads = 2

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    try await reportingErrors {
      let result = try await Evaluation(
        folder: model, data: HandwritingData(folder: data.data, exclude: data.exclude, cache: data.cache),
        sentences: sentences, bias: bias, smallestDeviation: smallestDeviation, threads: threads,
        note: { Terminal.error($0 + "\n") })
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Terminal.output(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
      } else {
        Terminal.output(table(result))
      }
    }
  }

  private func table(_ result: Evaluation) -> String {
    var lines = [
      "model             \(result.model)  (weights \(result.weightsDigest.prefix(12)))",
      "validation lines  \(grouped(result.validation.lines)), \(fixed(result.pointsPerLine, 1)) points each",
      "log-loss          \(fixed(result.validation.natsPerSequence, 1)) nats/line, "
        + "\(fixed(result.validation.natsPerPoint, 4)) nats/point  (σ ≥ \(result.smallestDeviation))",
      "SSE               \(fixed(result.validation.squaredError, 3)) per point",
    ]
    for (name, value) in [("unprimed", result.legibility), ("default style", result.primedLegibility)] {
      guard let value else { continue }
      lines.append(
        "legibility        \(value.complete) of \(value.sentences) sentences complete at the first attempt, "
          + "\(value.completeInTheEnd) within \(value.attempts), \(name), bias \(value.bias), \(fixed(value.pointsPerCharacter, 1)) points a character"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
