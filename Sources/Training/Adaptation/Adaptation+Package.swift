import FoundationEssentials
import Generation
import Kernels
import Networks
import Recognition

/// What an adaptation did.
public struct AdaptationReport: Codable, Sendable {
  public var name: String
  public var base: String
  public var lines: Int
  public var characters: Int
  public var comparison: HandComparison
  public var method: LearningMethod
  public var updates: Int
  /// Whether the writer's ink leads the model where no style is named.
  public var primed: Bool
  /// What the writer's lines cost in each precision that was tried, and which one was taken.
  public var precisions: [PrecisionScore]
  public var precision: String
  public var folder: String
}

extension Adaptation {
  /// Writes the package: weights, styles, golden outputs, card.
  func write(
    _ base: ModelPackage, _ weights: FlatParameters, _ style: InkStyle?, isDefault: Bool, _ comparison: HandComparison,
    _ best: HandComparison.Row, lines: [WriterLine], sequences: [InkSequence]
  ) async throws -> AdaptationReport {
    var package = base
    let old = base.description
    let type = old.weightsType ?? .fp32
    package.tensors = weights.tensors.mapValues { $0.map(type.rounded) }
    package.description.name = name
    package.description.summary = "The hand of \(name): \(old.name) with \(best.method.words)."
    let (held, unchanged) = (isDefault ? best.primed : best.unprimed, comparison.rows[0].unprimed)
    package.description.scores = [
      "hand.nats_per_point": held.natsPerPoint, "hand.nats_per_point_of_\(old.name)": unchanged.natsPerPoint,
    ]
    package.description.training["hand"] =
      "\(best.method.words), \(best.updates) updates on \(lines.count) lines, from \(old.name) "
      + "(\(old.weightsDigest.prefix(12)))"
    package.description.weightsDigest = ModelExport.sha256(try package.weightsBytes())
    let (precisions, precision) = try await Self.precision(package, sequences, threads: threads)
    package.description.precision = precision
    // Whoever writes, the same reader reads.
    package.resources = base.resources.filter { $0.key == InkReader.fileName }
    if let style {
      package.resources[InkStyles.file] = try ModelExport.json(
        InkStyles(default: isDefault ? style.name : "none", styles: [style]))
    }
    package.resources[Golden.file] = try ModelExport.json(try Golden(package, digest: ModelExport.sha256))
    let report = AdaptationReport(
      name: name, base: old.name, lines: lines.count, characters: lines.reduce(0) { $0 + $1.text.count },
      comparison: comparison, method: best.method, updates: best.updates, primed: isDefault, precisions: precisions,
      precision: precision.rawValue, folder: folder)
    package.resources[ModelCard.file] = Array(card(report, package.description, base).utf8)
    try package.writeSealed(to: folder)
    return report
  }

  /// The model's own precision, or the fastest that loses no more than a precision may on the writer's lines.
  private static func precision(
    _ package: ModelPackage, _ sequences: [InkSequence], threads: Int
  ) async throws -> ([PrecisionScore], Precision) {
    let usual = package.description.precision ?? .fp32
    guard usual != .fp32 else { return ([], .fp32) }
    let scores = try await EngineScorer(
      package: package, threads: threads, smallestDeviation: TrainingSettings().smallestDeviation
    ).scores(.lines(sequences), part: "hand")
    let allowed = scores.filter { $0.excess <= PrecisionChoice.largestExcess }.compactMap {
      Precision(rawValue: $0.precision)
    }
    return (scores, allowed.contains(usual) ? usual : allowed.last ?? .fp32)
  }

  private func card(_ report: AdaptationReport, _ model: ModelDescription, _ base: ModelPackage) -> String {
    func number(_ score: HandScore) -> String {
      score.points > 0 ? "\((score.natsPerPoint * 1000).rounded() / 1000)" : "-"
    }
    let rows = report.comparison.rows.map {
      "| \($0.method.words), \($0.updates) updates | \(number($0.unprimed)) | \(number($0.primed)) |"
    }
    let style =
      report.primed
      ? "The writer's ink leads the model where no style is named." : "The writer's ink is the style `\(name)`."
    let old = base.resources[ModelCard.file].map { String(decoding: $0, as: UTF8.self) } ?? ""
    return """
      # \(name)

      \(model.summary)

      ## The hand
      Learned from \(report.lines) lines with \(report.characters) characters that their writer gave; taken is
      "\(report.method.words)" after \(report.updates) updates. \(style) So this package holds ink of a person: it goes where
      that person wants it to go.

      What lines cost that were held out, nats a point, by themselves and led by the writer's ink:

      | | by themselves | led |
      |---|---|---|
      \(rows.joined(separator: "\n"))

      The card of the model that it began from follows. What that says of styles does not hold for this one.

      \(old)
      """
  }
}
