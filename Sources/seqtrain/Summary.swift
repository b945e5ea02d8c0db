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
      let rows = architecture.parameters.map { ($0.name, $0.shape.map(String.init).joined(separator: " × "), $0.count) }
      let widest = rows.map(\.0.count).max() ?? 0
      let shapes = rows.map(\.1.count).max() ?? 0
      for (name, shape, count) in rows {
        let number = grouped(count)
        print(
          name.padded(to: widest) + "  " + shape.padded(to: shapes) + "  "
            + String(repeating: " ", count: max(0, 11 - number.count)) + number)
      }
      print("\(grouped(architecture.parameterCount)) weights")
    }
  }

  private func list() throws {
    for (name, summary) in NetworkChoice.names(for: task) {
      let count = grouped(try NetworkChoice.architecture(name, for: task, symbols: symbols).parameterCount)
      print(
        name.padded(to: 14) + String(repeating: " ", count: max(0, 12 - count.count)) + "\(count) weights  \(summary)")
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
