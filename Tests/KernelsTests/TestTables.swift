import Kernels
import Testing

/// A table of kernels that this machine can run, as an argument of tests.
struct TestTable: Sendable, CustomTestStringConvertible {
  var kernels: KernelTable
  var testDescription: String

  /// Each instruction set, and where there are instructions for dot products, once with and once without them.
  static let all: [TestTable] = InstructionSet.allCases.flatMap { set in
    [true, false].compactMap { dots in
      guard let kernels = KernelTable(set, dotProducts: dots), dots || set == .avx512 else { return nil }
      return TestTable(kernels: kernels, testDescription: "\(set)\(dots ? "" : " without dot products")")
    }
  }
}

extension ActivationMatrix {
  /// Rows of any values.
  convenience init(_ rows: [[Float]], _ precision: Precision, _ kernels: KernelTable = .current) {
    self.init(precision, .values, rows: rows.count, columns: rows[0].count)
    for (index, row) in rows.enumerated() {
      row.withUnsafeBufferPointer { kernels.activate($0, into: self, row: index) }
    }
  }

  /// Rows of hidden states, between −1 and 1, made the way the network makes them: by a layer whose cells begin there.
  static func hidden(rows: Int, columns: Int, _ precision: Precision, _ numbers: inout TestNumbers) -> ActivationMatrix
  {
    let matrix = PackedMatrix(
      [.init(weights: numbers.array(4 * columns), rowStride: 1)], outputs: 4 * columns,
      bias: numbers.array(4 * columns, scale: 3), precision: precision, order: .gates)
    let c = AlignedMatrix((0..<rows).map { _ in numbers.array(columns, scale: 3) })
    let h = ActivationMatrix(precision, .hiddenStates, rows: rows, columns: columns)
    var broken = [UInt8](repeating: 0, count: rows)
    broken.withUnsafeMutableBufferPointer {
      KernelTable(.plain)?.lstm(
        [ActivationMatrix(precision, .hiddenStates, rows: rows, columns: 1)], by: matrix, rows: rows, c: c, h: h,
        broken: $0)
    }
    return h
  }
}

/// Weights as a packed matrix has them, row-major.
func rounded(_ weights: [Float], rowStride: Int, to precision: Precision) -> [Float] {
  switch precision {
  case .fp32: return weights
  case .bf16:
    return weights.map { Float(bitPattern: ($0.bitPattern + 0x7fff + (($0.bitPattern >> 16) & 1)) & 0xffff_0000) }
  case .int8:
    return stride(from: 0, to: weights.count, by: rowStride).flatMap { first in
      let row = weights[first..<first + rowStride]
      let unit = (row.map(\.magnitude).max() ?? 0) / 127
      return row.map { unit > 0 ? ($0 / unit).rounded(.toNearestOrEven) * unit : 0 }
    }
  }
}
