/// Where the sums of each row of a product begin: a bias that all share, a row of a table, or sums made so far.
///
/// Keeps no matrix alive: its owner does. Not safe to share between threads while it is changed.
public final class StartRows {
  private(set) var pointers: UnsafeMutablePointer<UnsafePointer<Float>?>
  public private(set) var rows: Int
  /// Elements that each of them has room for at least.
  private(set) var columns = Int.max

  public init(rows: Int = 0) {
    self.rows = rows
    pointers = Self.allocate(rows)
  }

  deinit { pointers.deallocate() }

  /// Makes room for at least so many rows.
  public func reserve(rows wanted: Int) {
    guard wanted > rows else { return }
    let larger = Self.allocate(wanted)
    larger.update(from: pointers, count: rows)
    pointers.deallocate()
    (pointers, rows) = (larger, wanted)
  }

  /// Begins a row's sums at a row of a matrix.
  public func set(_ row: Int, to source: AlignedMatrix, row sourceRow: Int) {
    precondition(row >= 0 && row < rows, "there is no such row")
    pointers[row] = UnsafePointer(source[sourceRow].baseAddress!)
    columns = min(columns, source.stride)
  }

  /// Begins every row's sums at the same row of a matrix, or at its own.
  public func setAll(to source: AlignedMatrix, shared: Bool) {
    for row in 0..<rows { set(row, to: source, row: shared ? 0 : row) }
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<UnsafePointer<Float>?> {
    let pointers = UnsafeMutablePointer<UnsafePointer<Float>?>.allocate(capacity: max(count, 1))
    pointers.initialize(repeating: nil, count: max(count, 1))
    return pointers
  }
}
