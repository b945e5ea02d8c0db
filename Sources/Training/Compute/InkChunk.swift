/// A stretch of T steps of B lines side by side, time-major: row t · B + b.
///
/// A row may change its line between two steps: `reset` marks the first step of a line, where state starts from zero.
final class InkChunk {
  let steps: Int
  let rows: Int
  /// Inputs (Δx, Δy, pen-up), T·B × 3.
  let inputs: UnsafeMutablePointer<Float>
  /// What is to be predicted, T·B × 3.
  let targets: UnsafeMutablePointer<Float>
  /// 1 where the prediction counts, T·B.
  let mask: UnsafeMutablePointer<UInt8>
  /// 1 at the first step of a line, T·B.
  let reset: UnsafeMutablePointer<UInt8>
  /// Number of the line that the window reads, T·B; an index into `texts`.
  let text: UnsafeMutablePointer<Int32>
  /// Predictions that count.
  var points = 0

  init(steps: Int, rows: Int) {
    self.steps = steps
    self.rows = rows
    let count = steps * rows
    inputs = .allocate(capacity: count * 3)
    targets = .allocate(capacity: count * 3)
    mask = .allocate(capacity: count)
    reset = .allocate(capacity: count)
    text = .allocate(capacity: count)
    clear()
  }

  deinit {
    inputs.deallocate()
    targets.deallocate()
    mask.deallocate()
    reset.deallocate()
    text.deallocate()
  }

  /// Leaves nothing but padding.
  func clear() {
    let count = steps * rows
    inputs.update(repeating: 0, count: count * 3)
    targets.update(repeating: 0, count: count * 3)
    mask.update(repeating: 0, count: count)
    reset.update(repeating: 0, count: count)
    text.update(repeating: 0, count: count)
    points = 0
  }
}
