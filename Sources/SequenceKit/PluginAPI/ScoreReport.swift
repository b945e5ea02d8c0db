import FoundationEssentials
import Kernels
import Networks

/// What a model thinks of one item: the artifact of the operation `score`, the same for all tasks.
///
/// Figures such as bits per character are ratios of sums, and say so, so that a client that knows no task can total
/// several items: it adds up the sums and forms the ratios anew.
public struct ScoreReport: Codable, Sendable, Equatable {
  /// The artifact's format.
  public static let artifactFormat = "json"

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

    public init(_ name: String, title: String, _ form: Form, of sum: String, per: String) {
      self.name = name
      self.title = title
      self.sum = sum
      self.per = per
      self.form = form
    }

    private static let logOfTwo = Elementary.log(2)

    /// The figure; nil where there is nothing to divide by.
    public func value(_ sums: [String: Double]) -> Double? {
      guard let sum = sums[sum], let per = sums[per], per > 0 else { return nil }
      switch form {
      case .mean: return sum / per
      case .bits: return sum / per / Self.logOfTwo
      case .perplexity: return Elementary.exp(sum / per)
      }
    }
  }

  /// `seqd-score`.
  public var format = "seqd-score"
  public var version = 1
  public var task: String
  public var model: String
  public var modelDigest: String
  /// What adds up over items, by name: `nats`, `characters`.
  public var sums: [String: Double]
  /// The figures by name.
  public var figures: [String: Double]
  /// How the figures come about, in the order in which to show them.
  public var ratios: [Ratio]
  /// What the figures depend on beside model and input, by name: `smallestDeviation`.
  public var settings: [String: ParameterValue]

  public init(
    task: String, model: PluginModel, sums: [String: Double], ratios: [Ratio], settings: [String: ParameterValue] = [:]
  ) {
    self.task = task
    self.model = model.description.name
    modelDigest = model.digest
    self.sums = sums
    self.ratios = ratios
    self.settings = settings
    figures = [:]
    for ratio in ratios { figures[ratio.name] = ratio.value(sums) }
  }

  /// The report as a file; equal reports give equal bytes.
  /// - Throws: when a figure is not finite, as a damaged model gives.
  public func artifact() throws(RequestError) -> Artifact {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      throw RequestError(
        "The model '\(model)' gave a score that is not finite; its weights are damaged, or the input is out of all bounds"
      )
    }
    return Artifact(bytes: Array(bytes) + [UInt8(ascii: "\n")], format: Self.artifactFormat)
  }
}
