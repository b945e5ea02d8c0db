/// How well a network predicts a set of sequences, in sums.
public struct Score: Codable, Sendable, Equatable {
  /// −Σ ln Pr of all predictions.
  public var nats: Double
  /// Predictions: points of ink, or symbols of text.
  public var units: Int
  /// Lines of ink; 1 for a text.
  public var sequences: Int
  /// Σ |Δ − Σπμ|² of ink, in normalised units.
  public var squares: Double
  /// Symbols that were not the most probable one.
  public var errors: Int

  public var natsPerUnit: Double { nats / Double(max(1, units)) }
  public var natsPerSequence: Double { nats / Double(max(1, sequences)) }
  public var bitsPerUnit: Double { natsPerUnit / 0.693_147_180_559_945_3 }
  /// Mean squared error of a point (SSE of the paper's tables).
  public var squaredError: Double { squares / Double(max(1, units)) }
  /// Share of wrong predictions, 0 … 1.
  public var errorRate: Double { Double(errors) / Double(max(1, units)) }

  init(_ result: NetworkPass.Result, sequences: Int) {
    nats = result.loss
    units = result.units
    self.sequences = sequences
    squares = result.squares
    errors = Int(result.errors)
  }
}
