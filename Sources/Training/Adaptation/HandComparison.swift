import Networks

/// Which way of taking on a hand expects held-out lines of it best.
public struct HandComparison: Codable, Sendable {
  /// A method after so many updates.
  public struct Row: Codable, Sendable {
    public var method: LearningMethod
    public var updates: Int
    /// The held-out lines by themselves.
    public var unprimed = HandScore()
    /// The held-out lines after a lead of the writer's.
    public var primed = HandScore()
  }

  public var rows: [Row] = []

  /// Which row is the best, and whether primed.
  public var best: (row: Row, primed: Bool)? {
    let candidates = rows.flatMap { [($0, false, $0.unprimed.natsPerPoint), ($0, true, $0.primed.natsPerPoint)] }
      // Where not every division had a lead, what was led is not what was not.
      .filter { row, isPrimed, _ in row.unprimed.points > 0 && (!isPrimed || row.primed.points == row.unprimed.points) }
    return candidates.min { $0.2 < $1.2 }.map { ($0.0, $0.1) }
  }

  /// Numbers of updates after which is measured: quarters of the plan.
  static func marks(of updates: Int) -> [Int] { Array(Set((1...4).map { max(1, updates * $0 / 4) })).sorted() }

  /// Adds what one division of the lines into learned and held-out ones gives.
  /// - Parameter onUpdate: called after each update.
  mutating func add(
    learned: [WriterLine], lead: WriterLine?, heldOut: [WriterLine], updates: Int, with trainer: HandTrainer,
    start: FlatParameters, onUpdate: () throws -> Void
  ) throws {
    add(.none, 0, heldOut, lead, start, trainer)
    let marks = Set(Self.marks(of: updates))
    for method in [LearningMethod.biases, .weights] {
      try trainer.learn(learned, method: method, updates: updates) { number, weights in
        if marks.contains(number) { add(method, number, heldOut, lead, weights, trainer) }
        try onUpdate()
      }
    }
  }

  private mutating func add(
    _ method: LearningMethod, _ updates: Int, _ heldOut: [WriterLine], _ lead: WriterLine?, _ weights: FlatParameters,
    _ trainer: HandTrainer
  ) {
    let index =
      rows.firstIndex { $0.method == method && $0.updates == updates }
      ?? {
        rows.append(Row(method: method, updates: updates))
        return rows.count - 1
      }()
    rows[index].unprimed += trainer.score(heldOut, after: nil, weights)
    if let lead { rows[index].primed += trainer.score(heldOut, after: lead, weights) }
  }
}
