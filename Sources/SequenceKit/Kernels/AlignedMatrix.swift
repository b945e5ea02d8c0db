/// A matrix of floats whose rows begin at cache lines; rows may be added, which moves it.
///
/// Each row has room for whole panels of 64 elements, which the kernels write. Not safe to share between threads, but
/// for the rows and columns that a kernel call is given.
public final class AlignedMatrix {
  public let columns: Int
  /// Distance between rows in elements: an odd number of cache lines, so that rows do not fall on the same sets.
  let stride: Int
  /// Number of rows there is room for.
  public private(set) var rows: Int
  private(set) var base: UnsafeMutablePointer<Float>

  /// All zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns > 0, "a matrix needs columns")
    self.rows = rows
    self.columns = columns
    stride = Self.stride(columns)
    base = Self.allocate(rows * stride)
  }

  deinit { base.deallocate() }

  /// A row; valid until rows are added.
  public subscript(row: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(row >= 0 && row < rows, "the row lies outside of the matrix")
    return UnsafeMutableBufferPointer(start: base + row * stride, count: columns)
  }

  /// Makes room for at least so many rows; new ones are zero.
  public func reserve(rows wanted: Int) {
    guard wanted > rows else { return }
    let larger = Self.allocate(wanted * stride)
    larger.update(from: base, count: rows * stride)
    base.deallocate()
    base = larger
    rows = wanted
  }

  /// Copies row `source` over row `target`.
  public func copyRow(_ source: Int, to target: Int) {
    precondition(max(source, target) < rows, "the row lies outside of the matrix")
    guard source != target else { return }
    (base + target * stride).update(from: base + source * stride, count: stride)
  }

  /// Copies a row of another matrix with as many columns.
  public func copyRow(_ source: Int, of other: AlignedMatrix, to target: Int) {
    precondition(source < other.rows && target < rows && other.stride == stride, "the rows are not of the same kind")
    (base + target * stride).update(from: other.base + source * stride, count: stride)
  }

  /// Also what lies behind the columns, which kernels compute along.
  public func clearRow(_ row: Int) {
    precondition(row >= 0 && row < rows, "the row lies outside of the matrix")
    (base + row * stride).update(repeating: 0, count: stride)
  }

  /// Bytes of memory that the rows take.
  public var bytes: Int { rows * stride * 4 }

  /// Bytes of memory that a matrix of this size takes.
  public static func bytes(rows: Int, columns: Int) -> Int { rows * stride(columns) * 4 }

  private static func stride(_ columns: Int) -> Int { (columns + 63) / 64 * 64 + 16 }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let floats = bytes.bindMemory(to: Float.self, capacity: count)
    floats.update(repeating: 0, count: count)
    return floats
  }
}
