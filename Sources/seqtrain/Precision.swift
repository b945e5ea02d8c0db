import ArgumentParser
import Training

struct Precision: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Choose what a model's products are computed with, by what it loses.",
    discussion: """
      Scores the validation set with the generation engine in fp32, bf16 and int8, writes the fastest that loses no \
      more than 0.5 % into the package, and makes its golden outputs anew. Run it once after 'seqtrain export'.
      """)

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @Option(help: "Folder of the model package.")
  var model: String

  @OptionGroup var data: DataOptions

  @Option(help: "Handwriting: floor on σ, in normalised units.")
  var smallestDeviation = TrainingSettings().smallestDeviation

  @Option(help: "Write this one whatever it loses: fp32, bf16 or int8.")
  var use: String?

  @Option(help: "Threads.")
  var threads = 2

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("--threads \(threads) is outside 1 to 64") }
    try checkFloor(smallestDeviation)
  }

  func run() async throws {
    try await reportingErrors {
      let choice = try await PrecisionChoice(
        folder: model, source: try data.source(task), smallestDeviation: smallestDeviation, threads: threads,
        wanted: use, note: { Terminal.error($0 + "\n") })
      guard json else {
        return Terminal.output(
          (EvaluationTable.precisions(choice.precisions) + ["\(model) is computed with \(choice.chosen)", ""])
            .joined(separator: "\n"))
      }
      try Terminal.json(choice)
    }
  }
}

/// Refuses a floor on σ that is none; 0 stands for no floor.
func checkFloor(_ smallestDeviation: Double) throws {
  guard (0...1).contains(smallestDeviation) else {
    throw ValidationError("--smallest-deviation \(smallestDeviation) is outside 0 to 1")
  }
}
