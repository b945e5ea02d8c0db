import ArgumentParser
import CPeak
import FoundationEssentials
import Kernels

/// One layer of LSTM cells on one thread: its product alone, and the whole step.
struct KernelSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Measure the kernels of a layer on one thread, as JSON.")

  @Option(help: "Cells of the layer, whose own states are its inputs.")
  var cells = 1000

  @Option(parsing: .upToNextOption, help: "Rows at once.")
  var rows = [1, 8, 32, 128]

  func validate() throws {
    guard (1...16384).contains(cells), rows.allSatisfy((1...4096).contains) else {
      throw ValidationError("--cells is 1 to 16384, --rows 1 to 4096")
    }
  }

  func run() throws { try waiting { try await measure() } }

  private func measure() async throws {
    let weights = (0..<4 * cells * cells).map { Float(($0 * 7919) % 251 - 125) / 4000 }
    var results: [Result] = []
    for precision in Precision.allCases {
      let matrix = PackedMatrix(
        [.init(weights: weights, rowStride: cells)], outputs: 4 * cells, precision: precision, order: .gates)
      let peak = Timing.rate { peak_arithmetic(precision.peak, 2_000_000) }
      for count in rows {
        let (product, step) = measure(matrix, rows: count)
        results.append(
          Result(
            precision: precision.rawValue, rows: count, productOperationsPerSecond: product,
            stepOperationsPerSecond: step, peakOperationsPerSecond: peak))
      }
    }
    print(String(decoding: try JSONEncoder().encode(Results(cells: cells, kernels: results)), as: UTF8.self))
  }

  private struct Results: Codable {
    var cells: Int
    var kernels: [Result]
  }

  private struct Result: Codable {
    var precision: String
    var rows: Int
    var productOperationsPerSecond: Double
    var stepOperationsPerSecond: Double
    /// Of one thread, in registers alone.
    var peakOperationsPerSecond: Double
  }

  /// Operations a second of the product's multiplications and additions.
  private func measure(_ matrix: PackedMatrix, rows: Int) -> (product: Double, step: Double) {
    let kernels = KernelTable.current
    let x = ActivationMatrix(matrix.precision, .hiddenStates, rows: rows, columns: cells)
    let h = ActivationMatrix(matrix.precision, .hiddenStates, rows: rows, columns: cells)
    let c = AlignedMatrix(rows: rows, columns: cells)
    let y = AlignedMatrix(rows: rows, columns: matrix.paddedOutputs)
    var broken = [UInt8](repeating: 0, count: rows)
    let repeats = max(1, 200 / rows)
    let operations = Double(2 * matrix.count * rows * repeats)
    let product = Timing.rate {
      for _ in 0..<repeats { kernels.multiply([x], by: matrix, rows: rows, into: y) }
      return operations
    }
    let step = Timing.rate {
      broken.withUnsafeMutableBufferPointer { flags in
        for _ in 0..<repeats { kernels.lstm([x], by: matrix, rows: rows, c: c, h: h, broken: flags) }
      }
      return operations
    }
    return (product, step)
  }
}

extension Precision {
  /// The arithmetic that products of the precision are made of.
  fileprivate var peak: peak_kind {
    switch self {
    case .fp32: PEAK_FP32
    case .bf16: PEAK_BF16
    case .int8: PEAK_INT8
    }
  }
}
