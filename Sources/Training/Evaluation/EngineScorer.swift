import Generation
import Kernels
import Networks

/// What a model loses where the generation engine computes it with less than fp32.
public struct PrecisionScore: Codable, Sendable {
  public var part: String
  /// The name of what products were computed with.
  public var precision: String
  /// Nats for each prediction.
  public var natsPerUnit: Double
  /// How much more that is than what fp32 gives, as a share of its magnitude; negative where it is less.
  public var excess: Double
}

/// Scores sequences with the generation engine, as the daemon's `score` does.
struct EngineScorer {
  /// Symbols that lead a track of a long text in, unscored, so that its first symbols are as well predicted as others.
  static let leadIn = 1000
  /// Symbols that a track scores.
  static let track = 2000

  let package: ModelPackage
  let threads: Int
  let smallestDeviation: Double

  /// The score of a set in each precision.
  func scores(_ set: ScoredSet, part: String) async throws -> [PrecisionScore] {
    var scores: [PrecisionScore] = []
    for precision in Precision.allCases {
      let nats = try await natsPerUnit(set, precision)
      let reference = scores.first?.natsPerUnit ?? nats
      scores.append(
        PrecisionScore(
          part: part, precision: precision.rawValue, natsPerUnit: nats,
          excess: reference == 0 ? 0 : (nats - reference) / reference.magnitude))
    }
    return scores
  }

  func natsPerUnit(_ set: ScoredSet, _ precision: Precision) async throws -> Double {
    let model = try LoadedModel(package, precision: precision)
    let engine = Engine(threads: threads)
    defer { engine.stop() }
    return try await withThrowingTaskGroup(of: FinishedSequence.self) { group in
      for request in requests(set) { group.addTask { try await engine.generate(request, with: model) } }
      var (nats, count) = (0.0, 0)
      for try await finished in group {
        guard finished.reason == .finished, let sampler = finished.sampler as? ScoringSampler else {
          throw InvalidRequest(
            "computed with \(precision.rawValue), the model '\(package.description.name)' gives values that are not finite"
          )
        }
        nats += sampler.nats
        count += sampler.count
      }
      return nats / Double(max(1, count))
    }
  }

  private func requests(_ set: ScoredSet) -> [SequenceRequest] {
    switch set {
    case .lines(let lines):
      return lines.map { line in
        SequenceRequest(
          text: package.description.architecture.window == nil ? [] : line.text, seed: 0,
          sampler: ScoringSampler(offsets: line.offsets, smallestDeviation: smallestDeviation),
          maximumSteps: line.count)
      }
    case .symbols(let text):
      return stride(from: 0, to: text.count, by: Self.track).map { first in
        let prime = text[max(0, first - Self.leadIn)..<first].map(Float.init)
        let scored = text[first..<min(first + Self.track, text.count)].map(Int.init)
        return SequenceRequest(
          prime: prime, seed: 0, sampler: ScoringSampler(symbols: scored),
          maximumSteps: max(prime.count, 1) + scored.count)
      }
    }
  }
}
