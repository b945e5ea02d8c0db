import Training

/// What learning a hand gave, as a person reads it.
struct AdaptationTable {
  let text: String

  init(_ report: AdaptationReport) {
    let best = report.comparison.best
    let value = best.map { ($0.primed ? $0.row.primed : $0.row.unprimed).natsPerPoint } ?? 0
    text =
      Self.rows(report.comparison)
      + "best: \(report.method.words)\(report.updates > 0 ? " in \(report.updates) updates" : ""), "
      + "\(report.primed ? "led by the writer's ink" : "by itself"), \(fixed(value, 3)) nats/point\n"
      + "model \(report.name): from \(report.lines) lines with \(report.characters) characters, "
      + "computed with \(report.precision)\n"
  }

  init(_ measure: AdaptationMeasure) {
    text =
      "\(measure.writers.count) writers of testset_v, \(measure.linesLearned) lines of each learned, "
      + "\(measure.linesHeldOut) lines held out: \(measure.writers.map(\.form).joined(separator: ", "))\n"
      + Self.rows(measure.comparison) + "seconds an update: \(fixed(measure.secondsPerUpdate, 2))\n"
  }

  private static func rows(_ comparison: HandComparison) -> String {
    let head = ["held-out lines, nats/point", "updates", "by themselves", "led by the hand"]
    let cells = comparison.rows.map { row in
      [
        row.method.words, "\(row.updates)", fixed(row.unprimed.natsPerPoint, 3),
        row.primed.points > 0 ? fixed(row.primed.natsPerPoint, 3) : "-",
      ]
    }
    return TextColumns.lines([head] + cells).map { $0 + "\n" }.joined()
  }
}
