/// Where a run stands in its training set: what it is dealt next follows from this and from nothing else.
enum Dealer: Codable {
  case lines(streams: [InkStream])
  case wholeLines(LineBatches)
  case text(TextStream)

  init(_ data: TrainingData, _ settings: TrainingSettings) {
    let tracks = settings.workers * settings.rows
    switch data {
    case .text:
      self = .text(
        TextStream(seed: settings.seed, tracks: tracks, steps: settings.steps, resetEvery: settings.resetEvery))
    case .ink where settings.steps == 0:
      self = .wholeLines(LineBatches(seed: settings.seed, size: tracks))
    case .ink:
      self = .lines(
        streams: (0..<settings.workers).map {
          InkStream(seed: settings.seed, worker: $0, workers: settings.workers, rows: settings.rows, endless: true)
        })
    }
  }

  /// Counts the pieces of a text anew between two beginnings from zero; ink knows none.
  mutating func reset(every pieces: Int) {
    guard case .text(var stream) = self else { return }
    stream.resetEvery = pieces
    self = .text(stream)
  }

  /// Updates that make an epoch.
  static func updatesPerEpoch(_ data: TrainingData, _ settings: TrainingSettings) -> Int {
    let tracks = settings.workers * settings.rows
    switch data {
    case .text(let corpus):
      return TextStream.pieces(of: corpus.training.symbols.count, tracks: tracks, steps: settings.steps)
    case .ink(let dataset) where settings.steps == 0: return (dataset.training.count + tracks - 1) / tracks
    case .ink(let dataset): return max(1, dataset.trainingPoints / (tracks * settings.steps))
    }
  }

  /// Deals what comes next.
  /// - Parameters:
  ///   - variation: what is made of each line of ink.
  ///   - chunks: gives the workers' chunks for so many steps.
  mutating func deal(from data: TrainingData, variation: InkVariation?, steps: Int, chunks: (Int) -> [Chunk]) {
    switch (self, data) {
    case (.text(var stream), .text(let corpus)):
      stream.fill(chunks(steps), from: corpus.training.symbols)
      self = .text(stream)
    case (.wholeLines(var batches), .ink(let dataset)):
      let lines = dataset.training
      let batch = batches.next(of: lines)
      let chunks = chunks(LineBatches.steps(for: batch.reduce(1) { max($0, lines[$1].count) }))
      for (worker, chunk) in chunks.enumerated() {
        let start = min(worker * chunk.rows, batch.count)
        chunk.fill(
          batch[start..<min(start + chunk.rows, batch.count)], of: lines,
          variation: variation.map { ($0, epoch: batches.epoch) })
      }
      self = .wholeLines(batches)
    case (.lines(var streams), .ink(let dataset)):
      let chunks = chunks(steps)
      for worker in streams.indices {
        streams[worker].fill(chunks[worker], from: dataset.training, variation: variation)
      }
      self = .lines(streams: streams)
    default: preconditionFailure("a dealer of another kind of data")
    }
  }
}
