import ArgumentParser
import Networks
import Training

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print a network's tensors and its number of weights.")

  @Argument(help: "A preset (seed, graves) or a model.json.")
  var network = "seed"

  @Option(help: "Symbols of the window; the preset's own number when absent.")
  var symbols: Int?

  func run() throws {
    try reportingErrors {
      let architecture = try NetworkChoice.architecture(network, symbols: symbols)
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
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
