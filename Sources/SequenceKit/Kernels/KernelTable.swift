internal import CKernels

/// The kernels of one instruction set.
///
/// Each output is a function of its own row alone, bit for bit: neither the number of rows, nor a row's place, nor how
/// panels are split between threads changes it.
public struct KernelTable: Sendable {
  public let instructionSet: InstructionSet
  /// Points to an immutable C global.
  nonisolated(unsafe) let table: UnsafePointer<ck_table>

  /// The kernels for an instruction set; nil where this machine lacks it.
  /// - Parameter dotProducts: whether its instructions for products of bf16 and int8 may be used, where it has them;
  ///   they change the speed, not the bits.
  public init?(_ instructionSet: InstructionSet, dotProducts: Bool = true) {
    let number =
      switch instructionSet {
      case .plain: CK_PLAIN
      case .avx2: CK_AVX2
      case .avx512: CK_AVX512
      }
    guard let table = ck_table_for(number, dotProducts ? 1 : 0) else { return nil }
    self.instructionSet = instructionSet
    self.table = table
  }

  /// Every table this machine can run, slowest first.
  public static let available = InstructionSet.allCases.compactMap { KernelTable($0) }

  /// The fastest one, chosen once at start.
  public static let current = available[available.count - 1]

  /// y[r, n] = starts[r][n] + Σ_k x[r, k] · W[n, k] for the first `rows` rows.
  /// - Parameters:
  ///   - x: the inputs' parts, rows × `matrix.parts[i]` each.
  ///   - starts: `matrix.paddedOutputs` elements for each row; the matrix's bias if nil.
  ///   - y: rows × `matrix.outputs` at least; may be what `starts` points to.
  ///   - panels: those to compute; all if nil.
  public func multiply(
    _ x: [ActivationMatrix], by matrix: PackedMatrix, rows: Int, from starts: StartRows? = nil,
    into y: AlignedMatrix, panels: Range<Int>? = nil
  ) {
    let panels = panels ?? 0..<matrix.panels
    precondition(panels.lowerBound >= 0 && panels.upperBound <= matrix.panels, "there are no such panels")
    precondition(y.stride >= matrix.paddedOutputs && rows <= y.rows, "the result does not fit")
    let scales = x.first?.scales
    precondition(
      x.allSatisfy { ($0.scales == nil) == (scales == nil) } && (scales == nil || x.count == 1),
      "rows with a scale of their own are multiplied alone")
    guard rows > 0 else { return }
    withParts(x, of: matrix, rows: rows) { parts in
      withStarts(starts, or: matrix.bias, rows: rows, columns: matrix.paddedOutputs) { pointers in
        withUnsafePointer(to: matrix.weights) { weights in
          table.pointee.product(
            weights, panels.lowerBound, panels.upperBound, rows, parts.baseAddress, parts.count,
            scales.map { UnsafePointer($0) }, pointers, y.base, y.stride)
        }
      }
    }
  }

  /// One LSTM step (Graves 2013, eqs 7–11) of the first `rows` rows.
  /// - Parameters:
  ///   - x: the inputs' parts, as in `multiply`.
  ///   - matrix: in the order of gates; gives the pre-activations, peepholes not yet added.
  ///   - starts: `matrix.paddedOutputs` elements for each row, in the order of gates; the matrix's bias if nil.
  ///   - peepholes: three rows of cells, for i, f, o; nil without.
  ///   - c: rows × cells, updated in place.
  ///   - h: rows × cells, written; none of x.
  ///   - broken: a byte for each row, set to 1 where h is not a number.
  ///   - panels: those to compute, 16 cells each; all if nil.
  public func lstm(
    _ x: [ActivationMatrix], by matrix: PackedMatrix, rows: Int, from starts: StartRows? = nil,
    peepholes: PeepholeWeights? = nil, c: AlignedMatrix, h: ActivationMatrix, broken: UnsafeMutableBufferPointer<UInt8>,
    panels: Range<Int>? = nil
  ) {
    let panels = panels ?? 0..<matrix.panels
    precondition(panels.lowerBound >= 0 && panels.upperBound <= matrix.panels, "there are no such panels")
    let cells = matrix.outputs / 4
    precondition(matrix.order == .gates && c.columns == cells && h.columns == cells, "the widths do not fit")
    precondition(h.precision == matrix.precision && !x.contains { $0 === h }, "h cannot be written there")
    precondition(h.scales == nil && !x.contains { $0.scales != nil }, "the inputs are hidden states")
    precondition(peepholes.map { $0.cells == cells } ?? true, "the peepholes do not fit")
    precondition(rows <= min(c.rows, h.rows, broken.count), "the matrices have too few rows")
    guard rows > 0 else { return }
    withParts(x, of: matrix, rows: rows) { parts in
      withStarts(starts, or: matrix.bias, rows: rows, columns: matrix.paddedOutputs) { pointers in
        withUnsafePointer(to: matrix.weights) { weights in
          table.pointee.lstm(
            weights, panels.lowerBound, panels.upperBound, rows, parts.baseAddress, parts.count, pointers,
            peepholes.map { UnsafePointer($0.values.base) }, c.base, c.stride, h.base, h.stride, broken.baseAddress)
        }
      }
    }
  }

  /// Writes values as a row of activations; int8: a unit is worth their largest magnitude by 127.
  public func activate(_ x: UnsafeBufferPointer<Float>, into matrix: ActivationMatrix, row: Int) {
    precondition(x.count == matrix.columns && row >= 0 && row < matrix.rows, "the values do not fit")
    precondition(matrix.precision != .int8 || matrix.scales != nil, "hidden states have one scale")
    let scale = table.pointee.activate(
      matrix.precision.code, x.count, x.baseAddress, matrix.base + row * matrix.stride)
    matrix.scales?[row] = scale
  }

  private func withParts(
    _ x: [ActivationMatrix], of matrix: PackedMatrix, rows: Int, _ body: (UnsafeBufferPointer<ck_part>) -> Void
  ) {
    precondition(x.count == matrix.parts.count, "as many parts of inputs as of weights are needed")
    withUnsafeTemporaryAllocation(of: ck_part.self, capacity: x.count) { parts in
      for (index, part) in x.enumerated() {
        precondition(
          part.precision == matrix.precision && part.columns == matrix.parts[index] && rows <= part.rows,
          "the inputs do not fit the weights")
        parts.initializeElement(at: index, to: ck_part(x: part.base, stride: part.stride, words: part.words))
      }
      body(UnsafeBufferPointer(parts))
    }
  }

  private func withStarts(
    _ starts: StartRows?, or bias: AlignedMatrix, rows: Int, columns: Int,
    _ body: (UnsafePointer<UnsafePointer<Float>?>) -> Void
  ) {
    if let starts {
      precondition(rows <= starts.rows && columns <= starts.columns, "the starts do not fit")
      return body(starts.pointers)
    }
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: rows) { pointers in
      pointers.initialize(repeating: UnsafePointer(bias.base))
      body(pointers.baseAddress!)
    }
  }
}
