/// Deals lines out to the B rows of a worker, chunk after chunk, for truncated back-propagation.
///
/// A row that has come to the end of its line begins the next one at the very next step, so that no step is wasted
/// on padding. The order is a permutation that depends on the seed and the epoch alone; of it worker `w` of `n`
/// takes every n-th line.
struct InkStream: Codable {
  /// Where a row stands.
  struct Row: Codable {
    /// Index of the line; −1 before the first and after the last.
    var line = -1
    /// Next step within the line.
    var step = 0
    /// The epoch in which the line was begun; nil in a checkpoint of old, which knew no variation.
    var epoch: Int?
  }

  let seed: UInt64
  let worker: Int
  let workers: Int
  /// Whether a new epoch follows when all lines are dealt.
  let endless: Bool
  private(set) var epoch = 0
  private var position: Int
  private(set) var rows: [Row]
  private var order: [Int] = []
  /// The rows' lines as they are varied; made anew after a checkpoint.
  private var varied: [InkSequence?] = []

  private enum CodingKeys: CodingKey { case seed, worker, workers, endless, epoch, position, rows }

  init(seed: UInt64, worker: Int, workers: Int, rows: Int, endless: Bool) {
    self.seed = seed
    self.worker = worker
    self.workers = workers
    self.endless = endless
    position = worker
    self.rows = Array(repeating: Row(), count: rows)
  }

  /// Fills a chunk with the next steps of every row; padding is masked once the lines have run out.
  mutating func fill(_ chunk: Chunk, from lines: [InkSequence], variation: InkVariation? = nil) {
    chunk.clear()
    if varied.isEmpty { varied = Array(repeating: nil, count: rows.count) }
    for b in 0..<chunk.rows {
      var row = rows[b]
      for t in 0..<chunk.steps {
        if row.line < 0 || row.step == lines[row.line].count {
          let line = nextLine(of: lines)
          row = Row(line: line, step: 0, epoch: epoch)
          varied[b] = nil
          chunk.reset[t * chunk.rows + b] = 1
        }
        guard row.line >= 0 else { continue }
        if let variation, varied[b] == nil {
          varied[b] = variation.vary(lines[row.line], number: row.line, epoch: row.epoch ?? 0)
        }
        chunk.put(varied[b] ?? lines[row.line], step: row.step, text: row.line, row: b, at: t)
        row.step += 1
      }
      rows[b] = row
    }
  }

  /// Whether every line has been dealt to its end.
  func isExhausted(_ lines: [InkSequence]) -> Bool {
    guard !endless, position >= lines.count else { return false }
    return rows.allSatisfy { $0.line < 0 || $0.step == lines[$0.line].count }
  }

  private mutating func nextLine(of lines: [InkSequence]) -> Int {
    if position >= lines.count {
      guard endless else { return -1 }
      epoch += 1
      position = worker
      order = []
    }
    if order.isEmpty { order = Self.permutation(of: lines.count, seed: seed, epoch: epoch) }
    defer { position += workers }
    return position < order.count ? order[position] : -1
  }

  /// Fisher–Yates with SplitMix64.
  static func permutation(of count: Int, seed: UInt64, epoch: Int) -> [Int] {
    var generator = SplitMix64(state: seed &+ UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15)
    return Array(0..<count).shuffled(using: &generator)
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014): a small generator with 64 bits of state.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
