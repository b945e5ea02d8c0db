/// Rows of inputs to a product, in its precision; rows may be added, which moves it.
///
/// Hidden states are written here by the LSTM kernel itself, other inputs by `KernelTable.activate`. Not safe to share
/// between threads, but for the rows that a kernel call is given.
public final class ActivationMatrix {
  public let precision: Precision
  public let columns: Int
  /// Words of a row that hold its inputs.
  let words: Int
  /// Distance between rows in words: an odd number of cache lines.
  let stride: Int
  public private(set) var rows: Int
  private(set) var base: UnsafeMutablePointer<UInt32>
  /// What a unit of each row is worth; nil where that is 1/127 in every row, or the precision has no units.
  private(set) var scales: UnsafeMutablePointer<Float>?

  /// What the rows hold.
  public enum Content: Sendable {
    /// Hidden states, between −1 and 1; the LSTM kernel writes them.
    case hiddenStates
    /// Values of any size, each row with a scale of its own; `KernelTable.activate` writes them.
    case values
  }

  /// All zero.
  public init(_ precision: Precision, _ content: Content, rows: Int, columns: Int) {
    precondition(rows >= 0 && columns > 0, "a matrix needs columns")
    self.precision = precision
    self.columns = columns
    self.rows = rows
    words = precision.words(columns)
    stride = Self.stride(precision, columns)
    base = Self.allocate(rows * stride, precision)
    scales = precision == .int8 && content == .values ? Self.allocateScales(rows) : nil
  }

  deinit {
    base.deallocate()
    scales?.deallocate()
  }

  /// Makes room for at least so many rows; new ones are zero.
  public func reserve(rows wanted: Int) {
    guard wanted > rows else { return }
    let larger = Self.allocate(wanted * stride, precision)
    larger.update(from: base, count: rows * stride)
    base.deallocate()
    base = larger
    if let old = scales {
      let scales = Self.allocateScales(wanted)
      scales.update(from: old, count: rows)
      old.deallocate()
      self.scales = scales
    }
    rows = wanted
  }

  /// Copies row `source` over row `target`.
  public func copyRow(_ source: Int, to target: Int) {
    precondition(max(source, target) < rows, "the row lies outside of the matrix")
    guard source != target else { return }
    (base + target * stride).update(from: base + source * stride, count: stride)
    if let scales { scales[target] = scales[source] }
  }

  /// Copies a row of another matrix of the same kind.
  public func copyRow(_ source: Int, of other: ActivationMatrix, to target: Int) {
    precondition(source < other.rows && target < rows, "the row lies outside of the matrix")
    precondition(
      other.precision == precision && other.columns == columns && (other.scales == nil) == (scales == nil),
      "the matrices are not of the same kind")
    (base + target * stride).update(from: other.base + source * stride, count: stride)
    if let scales, let others = other.scales { scales[target] = others[source] }
  }

  public func clearRow(_ row: Int) {
    precondition(row >= 0 && row < rows, "the row lies outside of the matrix")
    (base + row * stride).update(repeating: Self.zero(precision), count: stride)
    // 0 of a scale that is no number would be none either.
    scales?[row] = 0
  }

  /// The values that a row stands for.
  public func values(ofRow row: Int) -> [Float] {
    precondition(row >= 0 && row < rows, "the row lies outside of the matrix")
    let start = base + row * stride
    let scale = scales?[row] ?? 1 / 127
    return (0..<columns).map { k in
      switch precision {
      case .fp32: Float(bitPattern: start[k])
      case .bf16: Float(bitPattern: (start[k / 2] >> UInt32(16 * (k % 2))) << 16)
      case .int8: scale * (Float((start[k / 4] >> UInt32(8 * (k % 4))) & 0xff) - 128)
      }
    }
  }

  /// Bytes of memory that the rows take.
  public var bytes: Int { rows * stride * 4 }

  /// Bytes of memory that a matrix of this size takes.
  public static func bytes(_ precision: Precision, rows: Int, columns: Int) -> Int {
    rows * stride(precision, columns) * 4
  }

  /// Room for whole groups of 16 cells, which the kernels write.
  private static func stride(_ precision: Precision, _ columns: Int) -> Int {
    ((precision.words((columns + 15) / 16 * 16) + 15) / 16 | 1) * 16
  }

  private static func zero(_ precision: Precision) -> UInt32 { precision == .int8 ? 0x8080_8080 : 0 }

  private static func allocate(_ count: Int, _ precision: Precision) -> UnsafeMutablePointer<UInt32> {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let words = bytes.bindMemory(to: UInt32.self, capacity: count)
    words.update(repeating: zero(precision), count: count)
    return words
  }

  private static func allocateScales(_ count: Int) -> UnsafeMutablePointer<Float> {
    let scales = UnsafeMutablePointer<Float>.allocate(capacity: max(count, 1))
    scales.initialize(repeating: 0, count: max(count, 1))
    return scales
  }
}
