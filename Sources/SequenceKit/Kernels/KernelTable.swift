internal import CKernels

/// The kernels of one instruction set.
///
/// Each output is a function of its own row alone, bit for bit: neither the number of rows nor a row's place changes it.
public struct KernelTable: Sendable {
  public let instructionSet: InstructionSet
  /// Points to an immutable C global.
  private nonisolated(unsafe) let table: UnsafePointer<ck_table>

  /// The kernels for an instruction set; nil where this machine lacks it.
  public init?(_ instructionSet: InstructionSet) {
    let number =
      switch instructionSet {
      case .plain: CK_PLAIN
      case .avx2: CK_AVX2
      case .avx512: CK_AVX512
      }
    guard let table = ck_table_for(number) else { return nil }
    self.instructionSet = instructionSet
    self.table = table
  }

  /// Every table this machine can run, slowest first.
  public static let available = InstructionSet.allCases.compactMap(KernelTable.init)

  /// The fastest one, chosen once at start.
  public static let current = available[available.count - 1]

  /// y[r, n] = start[r, n] + Σ_k x[r, k] · W[n, k] for the first `rows` rows, k ascending.
  /// - Parameters:
  ///   - x: rows × `matrix.inputs`.
  ///   - y: rows × `matrix.outputs`; with `accumulating` it is `start`, otherwise the matrix's bias is.
  public func multiply(
    _ x: AlignedMatrix, by matrix: PackedMatrix, rows: Int, into y: AlignedMatrix, accumulating: Bool = false
  ) {
    precondition(x.columns == matrix.inputs && y.columns == matrix.outputs, "the matrices do not fit")
    precondition(rows <= x.rows && rows <= y.rows && x !== y, "the matrices have too few rows")
    guard rows > 0 else { return }
    table.pointee.product(
      rows, matrix.inputs, matrix.outputs, x.base, x.stride, matrix.panels,
      accumulating ? UnsafePointer(y.base) : UnsafePointer(matrix.bias), accumulating ? y.stride : 0, y.base, y.stride)
  }

  /// One LSTM step (Graves 2013, eqs 7–11) of the first `rows` rows.
  /// - Parameters:
  ///   - gates: pre-activations, rows × 4 cells in the order i, f, g, o, peepholes not yet added.
  ///   - peepholes: a row of 3 cells for i, f, o, or nil.
  ///   - c: rows × cells, updated in place.
  ///   - h: rows × cells, written from `hColumn` on.
  public func lstm(
    rows: Int, gates: AlignedMatrix, peepholes: AlignedMatrix?, c: AlignedMatrix, h: AlignedMatrix, hColumn: Int
  ) {
    let cells = c.columns
    precondition(gates.columns == 4 * cells && hColumn >= 0 && hColumn + cells <= h.columns, "the widths do not fit")
    precondition(peepholes.map { $0.columns == 3 * cells && $0.rows == 1 } ?? true, "the peepholes do not fit")
    precondition(rows <= min(gates.rows, c.rows, h.rows), "the matrices have too few rows")
    table.pointee.lstm(
      rows, cells, gates.base, gates.stride, peepholes.map { UnsafePointer($0.base) }, c.base, c.stride,
      h.base + hColumn, h.stride)
  }

  /// The soft window over one text (eqs 46–51).
  /// - Parameters:
  ///   - parameters: 3K raw outputs for α̂, β̂, κ̂, overwritten by their exponentials.
  ///   - kappa: K positions, advanced in place.
  ///   - text: U symbol indices.
  ///   - phi: at least U + 1 elements, rounded up to a multiple of 16; φ(t, 1 … U + 1) is written.
  ///   - w: one element for each symbol, the window vector.
  public func window(
    parameters: UnsafeMutableBufferPointer<Float>, kappa: UnsafeMutableBufferPointer<Float>, text: [Int32],
    phi: UnsafeMutableBufferPointer<Float>, w: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(parameters.count == 3 * kappa.count, "the parameters are not three for each Gaussian")
    precondition(phi.count >= (text.count + 1 + 15) / 16 * 16, "phi is too short")
    precondition(text.allSatisfy { $0 >= 0 && Int($0) < w.count }, "a symbol lies outside of the window vector")
    table.pointee.window(
      kappa.count, parameters.baseAddress!, kappa.baseAddress!, text.count, text, phi.baseAddress!, w.count,
      w.baseAddress!)
  }

  /// p = softmax(scale · logits).
  public func softmax(_ logits: UnsafeBufferPointer<Float>, scale: Float, into p: UnsafeMutableBufferPointer<Float>) {
    precondition(logits.count == p.count && logits.count > 0, "as many probabilities as logits are needed")
    table.pointee.softmax(logits.count, logits.baseAddress!, scale, p.baseAddress!)
  }

  /// e^x, at most 1.1 units in the last place off; 0 below −87.33, saturated above 88.37.
  public func exp(_ x: [Float]) -> [Float] { mapped(x, table.pointee.exp) }

  /// 1 / (1 + e^−x), at most 2.5 units in the last place off.
  public func sigmoid(_ x: [Float]) -> [Float] { mapped(x, table.pointee.sigmoid) }

  /// tanh x, at most 3.1 units in the last place off.
  public func tanh(_ x: [Float]) -> [Float] { mapped(x, table.pointee.tanh) }

  private func mapped(
    _ x: [Float], _ kernel: @convention(c) (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: x.count) { buffer, count in
      kernel(x.count, x, buffer.baseAddress)
      count = x.count
    }
  }
}

extension UnsafeBufferPointer<Float> {
  /// Whether none of the values is infinite or not a number.
  public var allFinite: Bool { isEmpty || ck_all_finite(count, baseAddress!) != 0 }
}
