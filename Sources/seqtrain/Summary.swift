import ArgumentParser
import Networks
import Training

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print a network's tensors and its number of weights.")

  @Argument(help: "The task: \(TrainableTask.allCases.map(\.rawValue).joined(separator: ", ")).")
  var task: TrainableTask

  @Option(help: "A preset or a model.json; without it the task's presets are listed.")
  var network: String?

  @Option(help: "Symbols of the alphabet; the preset's own number when absent.")
  var symbols: Int?

  func run() throws {
    try reportingErrors {
      guard let network else { return try list() }
      let architecture = try NetworkChoice.architecture(network, for: task, symbols: symbols)
      let rows = architecture.parameters.map {
        [$0.name, $0.shape.map(String.init).joined(separator: " × "), grouped($0.count)]
      }
      for line in TextColumns.lines(rows, leading: 2) { Terminal.output("\(line)\n") }
      Terminal.output("\(grouped(architecture.parameterCount)) weights\n")
    }
  }

  private func list() throws {
    let names = NetworkChoice.names(for: task)
    let rows = try names.map { name, _ in
      [name, grouped(try NetworkChoice.architecture(name, for: task, symbols: symbols).parameterCount)]
    }
    for (line, network) in zip(TextColumns.lines(rows), names) {
      Terminal.output("\(line) weights  \(network.summary)\n")
    }
  }
}
