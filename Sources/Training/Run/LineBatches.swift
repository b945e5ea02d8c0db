/// Deals whole lines out in batches of similar length, for full back-propagation through time.
///
/// An epoch's lines are shuffled, sorted by length within stretches of many batches, cut into batches, and the
/// batches shuffled: little padding, and no two epochs alike. The order depends on the seed and the epoch alone.
struct LineBatches: Codable {
  let seed: UInt64
  /// Lines in a batch, over all workers.
  let size: Int
  private(set) var epoch = 0
  private var position = 0
  private var batches: [[Int]] = []

  private enum CodingKeys: CodingKey { case seed, size, epoch, position }

  /// Batches whose lines are sorted together.
  private static let stretch = 32
  /// Chunk lengths are multiples of this, so that few sizes of buffers are needed.
  static let granularity = 128

  init(seed: UInt64, size: Int) {
    self.seed = seed
    self.size = size
  }

  /// Steps of a chunk that holds the longest of some lines.
  static func steps(for longest: Int) -> Int { (longest + granularity - 1) / granularity * granularity }

  /// The next batch: indices of lines, at most `size`.
  mutating func next(of lines: [InkSequence]) -> [Int] {
    if batches.isEmpty { batches = Self.batches(of: lines, seed: seed, epoch: epoch, size: size) }
    if position == batches.count {
      epoch += 1
      position = 0
      batches = Self.batches(of: lines, seed: seed, epoch: epoch, size: size)
    }
    defer { position += 1 }
    return batches[position]
  }

  private static func batches(of lines: [InkSequence], seed: UInt64, epoch: Int, size: Int) -> [[Int]] {
    let order = InkStream.permutation(of: lines.count, seed: seed, epoch: epoch)
    var result: [[Int]] = []
    for start in stride(from: 0, to: order.count, by: size * stretch) {
      let together = order[start..<min(start + size * stretch, order.count)]
        .sorted { (lines[$0].count, $0) < (lines[$1].count, $1) }
      for first in stride(from: 0, to: together.count, by: size) {
        result.append(Array(together[first..<min(first + size, together.count)]))
      }
    }
    var generator = SplitMix64(state: ~seed &+ UInt64(epoch))
    return result.shuffled(using: &generator)
  }
}

extension Chunk {
  /// Puts whole lines side by side, each from its beginning; rows beyond them and steps after a line's end are padding.
  /// - Parameter variation: what is made of the lines, and the epoch that it is drawn for.
  func fill(_ indices: ArraySlice<Int>, of lines: [InkSequence], variation: (InkVariation, epoch: Int)? = nil) {
    clear()
    for (b, index) in indices.enumerated() {
      reset[b] = 1
      let line = variation.map { $0.0.vary(lines[index], number: index, epoch: $0.epoch) } ?? lines[index]
      for step in 0..<line.count { put(line, step: step, text: index, row: b, at: step) }
    }
  }

  /// One step of a line: its input, what is to be predicted, and the text its window reads.
  func put(_ line: InkSequence, step: Int, text index: Int, row: Int, at t: Int) {
    let place = t * rows + row
    line.offsets.withUnsafeBufferPointer { offsets in
      guard let base = offsets.baseAddress else { return }
      if step > 0 { (inputs + 3 * place).update(from: base + 3 * (step - 1), count: 3) }
      (targets + 3 * place).update(from: base + 3 * step, count: 3)
    }
    text[place] = Int32(index)
    guard step >= line.lead else { return }
    mask[place] = 1
    units += 1
  }
}
