public import Networks

/// Sequences to be scored.
public enum ScoredSet: Sendable {
  /// Each from its beginning, its state starting from zero.
  case lines([InkSequence])
  /// One text.
  case symbols([Int32])
}

/// Measures how well weights predict sequences; its workers keep their buffers from one call to the next.
public final class SequenceScorer {
  private let settings: TrainingSettings
  private let crew: WorkerSlots

  /// - Parameter settings: workers, rows, steps, precision and the floor on σ are used.
  public init(architecture: Architecture, settings: TrainingSettings) {
    var settings = settings
    if settings.steps == 0 { settings.steps = TrainingSettings().steps }
    self.settings = settings
    crew = WorkerSlots(
      (0..<settings.workers).map { [settings] _ in NetworkPass(architecture, settings, learns: false) })
  }

  /// Scores a set, every prediction once.
  public func score(_ set: ScoredSet, _ parameters: FlatParameters) -> Score {
    crew.each { worker in
      crew.passes[worker].load(parameters)
      crew.passes[worker].forget()
      crew.results[worker] = NetworkPass.Result()
    }
    switch set {
    case .lines(let lines):
      let texts = TextTable(lines)
      var streams = (0..<settings.workers).map {
        InkStream(seed: 0, worker: $0, workers: settings.workers, rows: settings.rows, endless: false)
      }
      while !streams.allSatisfy({ $0.isExhausted(lines) }) {
        for worker in streams.indices { streams[worker].fill(crew.chunks[worker], from: lines) }
        run(texts)
      }
      return Score(crew.sum, sequences: lines.count)
    case .symbols(let text):
      let texts = TextTable([])
      var tracks = TextTracks(count: text.count, tracks: settings.workers * settings.rows)
      while !tracks.isExhausted {
        tracks.fill(crew.chunks, from: text)
        run(texts)
      }
      return Score(crew.sum, sequences: 1)
    }
  }

  private func run(_ texts: TextTable) {
    crew.each { worker in
      crew.results[worker] += crew.passes[worker].run(crew.chunks[worker], texts: texts, learn: false)
    }
  }
}
