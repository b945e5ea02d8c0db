import Glibc

/// Everything that decides how a run goes; stored with its checkpoints.
public struct TrainingSettings: Codable, Equatable, Sendable {
  public enum Schedule: String, Codable, Sendable, CaseIterable {
    case constant
    /// Falls to `finalRate` along a half cosine over the planned epochs.
    case cosine
  }
  public enum Precision: String, Codable, Sendable, CaseIterable { case fp32, bf16 }

  public var seed: UInt64 = 1
  /// Threads; each has lines and buffers of its own, and their derivatives are summed in a fixed order.
  public var workers = 2
  /// Lines side by side in each worker.
  public var rows = 16
  /// Steps that derivatives go back; state is carried on beyond. 0 takes whole lines.
  public var steps = 256
  public var optimiser = OptimiserKind.adam
  public var rate = 1e-3
  public var finalRate = 1e-5
  public var warmup = 200
  public var schedule = Schedule.cosine
  public var epochs = 20
  /// Limits of single derivatives at the LSTM inputs and at the outputs.
  public var cellClip = 10.0
  public var outputClip = 100.0
  /// Limit of the whole gradient's norm per point; 0 for none.
  public var normClip = 1.0
  /// σ is kept at or above this, in normalised units: coordinates are integers, and a density has no bound.
  public var smallestDeviation = 0.01
  /// Decay of the running average of the weights that is validated and kept; 0 for none.
  public var averageDecay = 0.999
  public var precision = Precision.bf16

  public init() {}

  /// Learning rate of an update, given how many updates the plan has.
  func rate(at update: Int, of total: Int) -> Float {
    let warm = min(1, Double(update + 1) / Double(max(1, warmup)))
    switch schedule {
    case .constant: return Float(rate * warm)
    case .cosine:
      let progress = min(1, Double(update) / Double(max(1, total)))
      return Float((finalRate + (rate - finalRate) * 0.5 * (1 + cos(.pi * progress))) * warm)
    }
  }

  /// Refuses values that no run could work with.
  /// - Throws: `InvalidRequest`.
  public func check() throws {
    let bounds: [(String, Double, ClosedRange<Double>)] = [
      ("epochs", Double(epochs), 1...100_000), ("workers", Double(workers), 1...64), ("rows", Double(rows), 1...512),
      ("steps", Double(steps), 0...4096), ("rate", rate, 1e-9...10), ("final-rate", finalRate, 0...10),
      ("warmup", Double(warmup), 0...1e9), ("cell-clip", cellClip, 1e-6...1e9), ("output-clip", outputClip, 1e-6...1e9),
      ("norm-clip", normClip, 0...1e9), ("smallest-deviation", smallestDeviation, 1e-6...1),
      ("average-decay", averageDecay, 0...0.999999),
    ]
    for (name, value, range) in bounds where !range.contains(value) {
      throw InvalidRequest("--\(name) \(value) is outside \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
