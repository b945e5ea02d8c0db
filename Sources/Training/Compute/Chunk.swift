/// A stretch of T steps of B sequences side by side, time-major: row t · B + b.
///
/// A row may change its sequence between two steps: `reset` marks the first step of one, where state starts from zero.
final class Chunk {
  let steps: Int
  let rows: Int
  /// Ink: inputs (Δx, Δy, pen-up), T·B × 3.
  let inputs: UnsafeMutablePointer<Float>
  /// Ink: what is to be predicted, T·B × 3.
  let targets: UnsafeMutablePointer<Float>
  /// Text: input symbols, T·B; −1 for the null vector.
  let symbols: UnsafeMutablePointer<Int32>
  /// Text: the symbols to be predicted, T·B.
  let nextSymbols: UnsafeMutablePointer<Int32>
  /// Text: where in its text each predicted symbol stands, T·B.
  let places: UnsafeMutablePointer<Int32>
  /// 1 where the prediction counts, T·B.
  let mask: UnsafeMutablePointer<UInt8>
  /// 1 at the first step of a sequence, T·B.
  let reset: UnsafeMutablePointer<UInt8>
  /// Number of the line that the window reads, T·B; an index into `texts`.
  let text: UnsafeMutablePointer<Int32>
  /// Predictions that count.
  var units = 0

  init(steps: Int, rows: Int) {
    self.steps = steps
    self.rows = rows
    let count = steps * rows
    inputs = .allocate(capacity: count * 3)
    targets = .allocate(capacity: count * 3)
    symbols = .allocate(capacity: count)
    nextSymbols = .allocate(capacity: count)
    places = .allocate(capacity: count)
    mask = .allocate(capacity: count)
    reset = .allocate(capacity: count)
    text = .allocate(capacity: count)
    clear()
  }

  deinit {
    inputs.deallocate()
    targets.deallocate()
    symbols.deallocate()
    nextSymbols.deallocate()
    places.deallocate()
    mask.deallocate()
    reset.deallocate()
    text.deallocate()
  }

  /// Leaves nothing but padding.
  func clear() {
    let count = steps * rows
    inputs.update(repeating: 0, count: count * 3)
    targets.update(repeating: 0, count: count * 3)
    symbols.update(repeating: -1, count: count)
    nextSymbols.update(repeating: 0, count: count)
    places.update(repeating: 0, count: count)
    mask.update(repeating: 0, count: count)
    reset.update(repeating: 0, count: count)
    text.update(repeating: 0, count: count)
    units = 0
  }
}
