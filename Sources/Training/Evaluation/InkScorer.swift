public import Networks

/// Scores over a set of lines under Graves's protocol: nats per line, and squared error per point.
public struct InkScore: Codable, Sendable, Equatable {
  public var natsPerSequence: Double
  public var natsPerPoint: Double
  /// Mean of |Δ − Σπμ|² over the points, in normalised units (SSE).
  public var squaredError: Double
  public var points: Int
  public var lines: Int
}

/// Measures how well weights predict lines; its workers keep their buffers from one call to the next.
public final class InkScorer {
  private let settings: TrainingSettings
  private let passes: [InkPass]
  private let chunks: [InkChunk]

  /// - Parameter settings: workers, rows, steps, precision and the floor on σ are used.
  public init(architecture: Architecture, settings: TrainingSettings) {
    var settings = settings
    if settings.steps == 0 { settings.steps = TrainingSettings().steps }
    self.settings = settings
    passes = (0..<settings.workers).map { [settings] _ in InkPass(architecture, settings) }
    chunks = (0..<settings.workers).map { _ in InkChunk(steps: settings.steps, rows: settings.rows) }
  }

  /// Every line from its beginning to its end, its state starting from zero.
  public func score(_ lines: [InkSequence], _ parameters: FlatParameters) -> InkScore {
    let texts = TextTable(lines)
    let run = WorkerSlots(
      parameters: parameters, passes: passes, chunks: chunks,
      streams: (0..<settings.workers).map {
        InkStream(seed: 0, worker: $0, workers: settings.workers, rows: settings.rows, endless: false)
      })
    run.each { worker in
      run.passes[worker].load(run.parameters)
      while !run.streamSlots[worker].isExhausted(lines) {
        run.streamSlots[worker].fill(run.chunks[worker], from: lines)
        let result = run.passes[worker].run(run.chunks[worker], texts: texts, learn: false)
        run.resultSlots[worker].loss += result.loss
        run.resultSlots[worker].squares += result.squares
        run.resultSlots[worker].points += result.points
      }
    }
    let loss = run.results.reduce(0) { $0 + $1.loss }
    let points = max(1, run.results.reduce(0) { $0 + $1.points })
    return InkScore(
      natsPerSequence: loss / Double(max(1, lines.count)), natsPerPoint: loss / Double(points),
      squaredError: run.results.reduce(0) { $0 + $1.squares } / Double(points), points: points, lines: lines.count)
  }
}
