import CTraining

/// A row-major matrix of the trainer, [rows, columns] in fp32, with a bfloat16 copy where products run in bfloat16.
///
/// A class of plain pointers: the step loops run over it millions of times, and each instance belongs to one worker.
final class Plane {
  let rows: Int
  let columns: Int
  let values: UnsafeMutablePointer<Float>
  private let halves: UnsafeMutablePointer<UInt16>?

  init(rows: Int, columns: Int, bf16: Bool) {
    self.rows = rows
    self.columns = columns
    values = .allocate(capacity: rows * columns)
    values.initialize(repeating: 0, count: rows * columns)
    halves = bf16 ? .allocate(capacity: rows * columns) : nil
    halves?.initialize(repeating: 0, count: rows * columns)
  }

  deinit {
    values.deallocate()
    halves?.deallocate()
  }

  func row(_ row: Int, column: Int = 0) -> UnsafeMutablePointer<Float> { values + row * columns + column }

  /// What a product reads: the bfloat16 copy where there is one, else the values.
  func operand(row: Int, column: Int = 0) -> UnsafeRawPointer {
    guard let halves else { return UnsafeRawPointer(self.row(row, column: column)) }
    return UnsafeRawPointer(halves + row * columns + column)
  }

  /// Brings the bfloat16 copy of some rows up to date.
  func round(row: Int, rows count: Int) {
    if let halves { ct_to_bf16(values + row * columns, halves + row * columns, count * columns) }
  }

  /// The same for a band of columns.
  func round(row: Int, rows count: Int, column: Int, columns width: Int) {
    guard let halves else { return }
    let start = row * columns + column
    ct_rows_to_bf16(Int32(count), Int32(width), values + start, Int32(columns), halves + start, Int32(columns))
  }

  func zero(rows range: Range<Int>) {
    (values + range.lowerBound * columns).update(repeating: 0, count: range.count * columns)
  }
}
