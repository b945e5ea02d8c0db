import Generation
import Networks

/// Has a model of text write text for another one to learn from: unlike the text that both have read, there is as much of
/// it as is wanted, and the model is no surer of it than it should be (Kim and Rush 2016, "Sequence-Level Knowledge
/// Distillation").
struct Composer {
  /// Symbols that are written in one go; each piece begins from nothing, as a text does.
  static let piece = 1000

  private let model: LoadedModel
  private let threads: Int

  /// - Throws: `ModelPackageError` when the model cannot be run.
  init(_ model: ScoredModel, threads: Int) throws {
    self.model = try LoadedModel(model.servable)
    self.threads = threads
  }

  /// Writes pieces of text one after the other; the same ones for the same seed.
  /// - Parameters:
  ///   - count: symbols to write.
  ///   - lineEnd: the symbol that ends a line; a piece is cut after its last one. nil where the text has no lines.
  ///   - onProgress: symbols that are written, and how many there are to be.
  /// - Returns: at most `count` symbols.
  /// - Throws: `InvalidRequest` when the model gives values that are not finite.
  func compose(
    _ count: Int, seed: UInt64, lineEnd: Int32?, onProgress: (Int, Int) -> Void
  ) async throws -> [Int32] {
    let engine = Engine(threads: threads)
    defer { engine.stop() }
    let pieces = try await withThrowingTaskGroup(of: (Int, FinishedSequence).self) { group in
      for (number, start) in stride(from: 0, to: count, by: Self.piece).enumerated() {
        let length = min(Self.piece, count - start)
        group.addTask { [model] in
          let request = SequenceRequest(
            seed: seed, stream: UInt32(number), sampler: CategoricalSampler(length: length), maximumSteps: length)
          return (number, try await engine.generate(request, with: model))
        }
      }
      var pieces: [Int: [Int]] = [:]
      var written = 0
      for try await (number, finished) in group {
        guard finished.reason != .nonFinite, let sampler = finished.sampler as? CategoricalSampler else {
          throw InvalidRequest("the teacher gives values that are not finite; give another one")
        }
        pieces[number] = sampler.symbols
        written += sampler.symbols.count
        onProgress(written, count)
      }
      return pieces
    }
    return pieces.keys.sorted().flatMap { number in
      let symbols = (pieces[number] ?? []).map { Int32($0) }
      guard let lineEnd else { return symbols }
      return Array(symbols[..<((symbols.lastIndex(of: lineEnd) ?? -1) + 1)])
    }
  }
}
