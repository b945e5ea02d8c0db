import FoundationEssentials

/// The result of a job that scores: JSON, the same for all tasks.
///
/// Figures are ratios of sums and say so, so that items can be totalled by who knows nothing of the task: the sums are
/// added up and the ratios formed anew.
public struct ScoreFile: Codable, Sendable, Equatable {
  /// A figure as the ratio of two sums.
  public struct Ratio: Codable, Sendable, Equatable {
    public enum Form: String, Codable, Sendable {
      /// sum ÷ per.
      case mean
      /// sum ÷ per ÷ ln 2, of a sum in nats.
      case bits
      /// exp (sum ÷ per), of a sum in nats.
      case perplexity
    }

    /// The figure's name: `bitsPerCharacter`.
    public var name: String
    /// For the head of a column: `bits/char`.
    public var title: String
    /// Names of the sums.
    public var sum: String
    public var per: String
    public var form: Form

    public init(name: String, title: String, sum: String, per: String, form: Form) {
      self.name = name
      self.title = title
      self.sum = sum
      self.per = per
      self.form = form
    }
  }

  public var format: String
  public var version: Int
  public var task: String
  public var model: String
  /// SHA-256 of the model package, lower-case hexadecimal.
  public var modelDigest: String
  /// What adds up over items, by name: `nats`, `characters`.
  public var sums: [String: Double]
  /// The figures by name.
  public var figures: [String: Double]
  /// How the figures come about, in the order in which to show them.
  public var ratios: [Ratio]
  /// What the figures depend on beside model and input.
  public var settings: [String: WireValue]

  /// Reads a result.
  /// - Throws: `internal` when it is none of this form.
  public init(_ bytes: [UInt8]) throws(WireError) {
    guard let file = try? JSONDecoder().decode(ScoreFile.self, from: Data(bytes)), file.format == "seqd-score",
      file.version == 1
    else {
      throw WireError(
        .internal, "the result is no score of version 1", advice: "use the client that came with the daemon")
    }
    self = file
  }
}
