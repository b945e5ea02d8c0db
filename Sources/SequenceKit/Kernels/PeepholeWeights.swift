/// Diagonal weights from a layer's cells to its gates i, f and o, laid out for the LSTM kernel.
///
/// Unchecked because of its matrix: it is written in `init` alone and read by any thread afterwards.
public final class PeepholeWeights: @unchecked Sendable {
  public let cells: Int
  /// One row: i, f, o, each filled up to a multiple of 16.
  let values: AlignedMatrix

  /// - Parameter weights: [3, cells], row-major.
  public init(_ weights: [Float]) {
    precondition(!weights.isEmpty && weights.count % 3 == 0, "peepholes are three for each cell")
    cells = weights.count / 3
    let padded = (cells + 15) / 16 * 16
    values = AlignedMatrix(rows: 1, columns: 3 * padded)
    for (index, weight) in weights.enumerated() { values[0][index / cells * padded + index % cells] = weight }
  }
}
