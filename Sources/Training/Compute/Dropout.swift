import CTraining

/// Elements of a plane left out at random, the others scaled so that the mean stays (Srivastava et al. 2014).
///
/// Locked dropout (Gal and Ghahramani 2016) leaves the same elements out at every step of a chunk.
final class Dropout {
  private let steps: Int
  private let rows: Int
  private let columns: Int
  private let isLocked: Bool
  /// 0 for what is left out, else 1 / (1 − rate): a row for each of the chunk's, or for one step's when locked.
  let mask: Plane

  init(steps: Int, rows: Int, columns: Int, isLocked: Bool) {
    self.steps = steps
    self.rows = rows
    self.columns = columns
    self.isLocked = isLocked
    mask = Plane(rows: isLocked ? rows : steps * rows, columns: columns, bf16: false)
  }

  /// Draws the mask of a chunk: a function of the key alone.
  func draw(rate: Double, key: UInt64) { ct_dropout_mask(mask.values, mask.rows * columns, Float(rate), key) }

  /// target = source with the mask, over all steps; in place when they are the same.
  func apply(_ source: Plane, column: Int, to target: Plane, column targetColumn: Int) {
    for step in 0..<steps {
      ct_multiply_rows(
        Int32(rows), Int32(columns), source.row(step * rows, column: column), Int32(source.columns),
        mask.row(isLocked ? 0 : step * rows), Int32(columns), target.row(step * rows, column: targetColumn),
        Int32(target.columns))
    }
  }
}
