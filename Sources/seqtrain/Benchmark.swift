import ArgumentParser
import Training

struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how fast a network learns on this machine, on made-up data.",
    discussion: """
      Random symbols, or random ink and texts of the right shape, go through whole updates: forward pass, loss, backward \
      pass, limits on derivatives, Adam's step. Figures are medians over the updates after a warm-up. \
      'make bench-training' sets them beside PyTorch's.
      """)

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @Option(help: "The network: a preset ('seqtrain summary TASK' lists them) or a model.json.")
  var network = "seed"

  @Option(help: "Symbols of the alphabet; the network's own number when absent.")
  var symbols: Int?

  @Option(help: "Threads.")
  var workers = TrainingSettings().workers

  @Option(help: "Sequences side by side in each thread; as the task is trained when absent.")
  var rows: Int?

  @Option(help: "Steps that derivatives go back; as the task is trained when absent.")
  var steps: Int?

  @Option(help: "Updates to measure.")
  var updates = 10

  @Option(help: "Precision of the products: bf16 or fp32.")
  var precision = TrainingSettings().precision

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    try reportingErrors {
      var settings = try TrainingBenchmark.settings(for: task)
      settings.workers = workers
      settings.rows = rows ?? settings.rows
      settings.steps = steps ?? settings.steps
      settings.precision = precision
      let benchmark = try TrainingBenchmark(
        task: task, network: network, symbols: symbols, settings: settings, updates: updates)
      let line = ProgressLine()
      let speed = try benchmark.run(
        onUpdate: { line.draw("update \($0)/\(updates)") }, note: { line.note($0) })
      line.clear()
      if json { try Terminal.json(speed) } else { Terminal.output(text(speed)) }
    }
  }

  private func text(_ speed: TrainingSpeed) -> String {
    """
    network  \(speed.network) for \(speed.task.rawValue), \(grouped(speed.weights)) weights, \(speed.precision.rawValue)
    updates  \(grouped(speed.updates)) of \(grouped(speed.unitsPerUpdate)) \(speed.unit)s: \
    \(speed.workers) threads × \(speed.rows) rows × \(speed.steps) steps
    speed    \(grouped(Int(speed.unitsPerSecond.rounded()))) \(speed.unit)s/s, \
    \(fixed(speed.millisecondsPerUpdate, 1)) ms an update (medians)
    memory   \(grouped(speed.peakMemory >> 20)) MiB resident at most

    """
  }
}
