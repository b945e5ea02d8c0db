import Generation
import Networks

/// How a task that draws scores given ink: parameters that such tasks have in common, and the way to the report.
public struct InkScoring: Sendable {
  /// Name of the parameter that holds the ink.
  public static let input = "ink"

  /// The parameters to declare.
  public static let parameters = [
    ParameterDescriptor(
      name: input, kind: .file, help: "the ink: json or inkml as handwriting has them, or svg of single lines"),
    ParameterDescriptor(
      name: "as-recorded", kind: .boolean,
      help: "the ink is in the units of the model's own data: it is neither scaled nor turned level",
      defaultValue: .boolean(false)),
    ParameterDescriptor(
      name: "smallest-deviation", kind: .number,
      help: "the mixture's deviations are kept at or above this, in normalised units, as in training",
      defaultValue: .number(0.01), minimum: 1e-6, maximum: 1),
  ]

  /// One line of ink, which a network reads from a state of zero.
  public struct Line: Sendable, Equatable {
    /// Indices of what it says; empty for models without a window.
    public var text: [Int]
    /// Normalised (Δx, Δy, pen-up), T × 3.
    public var offsets: [Float]

    public init(text: [Int] = [], offsets: [Float]) {
      self.text = text
      self.offsets = offsets
    }
  }

  /// The ink's file.
  public let ink: String
  /// Whether the ink is to be taken as it is.
  public let isAsRecorded: Bool
  /// The floor on σ.
  public let smallestDeviation: Double

  /// - Throws: a sentence when the ink is missing or a parameter is out of range.
  public init(_ request: ItemRequest) throws(RequestError) {
    guard let ink = request.string(Self.input) else {
      throw RequestError("There is no ink to score; give a file of strokes")
    }
    guard let deviation = request.number("smallest-deviation"), deviation > 0, deviation <= 1 else {
      throw RequestError("The parameter smallest-deviation must be a number above 0, at most 1")
    }
    self.ink = ink
    isAsRecorded = request.boolean("as-recorded") ?? false
    smallestDeviation = deviation
  }

  /// The item on its way: all lines side by side, then the report.
  public func process(_ lines: [Line], task: String, model: PluginModel) -> any ItemProcess {
    InkScoreProcess(scoring: self, lines: lines, task: task, model: model)
  }
}

private struct InkScoreProcess: ItemProcess {
  let scoring: InkScoring
  let lines: [InkScoring.Line]
  let task: String
  let model: PluginModel

  var estimatedSteps: Int { lines.reduce(0) { $0 + $1.offsets.count / 3 } }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard !finished.isEmpty else {
      return .generate(
        lines.enumerated().map { number, line in
          SequenceRequest(
            text: line.text, seed: 0, stream: UInt32(number),
            sampler: ScoringSampler(offsets: line.offsets, smallestDeviation: scoring.smallestDeviation),
            maximumSteps: max(line.offsets.count / 3, 1))
        })
    }
    var sums = ["nats": 0.0, "squaredError": 0, "points": 0, "lines": Double(lines.count)]
    for (number, sequence) in finished.enumerated() {
      guard sequence.reason != .nonFinite, let sampler = sequence.sampler as? ScoringSampler else {
        throw RequestError(
          "The model '\(model.description.name)' gave a number that is not finite on line \(number + 1) of the ink; its "
            + "weights are damaged, or the ink is out of all bounds")
      }
      sums["nats", default: 0] += sampler.nats
      sums["squaredError", default: 0] += sampler.squaredError
      sums["points", default: 0] += Double(sampler.count)
    }
    let report = ScoreReport(
      task: task, model: model, sums: sums,
      ratios: [
        .init("natsPerPoint", title: "nats/point", .mean, of: "nats", per: "points"),
        .init("squaredErrorPerPoint", title: "SSE/point", .mean, of: "squaredError", per: "points"),
        .init("natsPerLine", title: "nats/line", .mean, of: "nats", per: "lines"),
      ],
      settings: [
        "smallestDeviation": .number(scoring.smallestDeviation), "asRecorded": .boolean(scoring.isAsRecorded),
      ])
    return .done(try report.artifact(), remarks: [])
  }
}
