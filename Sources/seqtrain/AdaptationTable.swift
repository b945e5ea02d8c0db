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
    let widths = head.indices.map { column in ([head] + cells).map { $0[column].count }.max() ?? 0 }
    return ([head] + cells).map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}

/// How far an adaptation is, on a terminal.
final class AdaptationBar {
  private let isShown: Bool
  private var isDrawn = false

  init(isQuiet: Bool) { isShown = !isQuiet && Terminal.isErrorATerminal }

  func note(_ text: String) {
    clear()
    Terminal.error("\(text)\n")
  }

  func draw(_ progress: Adaptation.Progress) {
    guard isShown else { return }
    let width = 20
    let filled = width * progress.done / max(1, progress.planned)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    Terminal.error("\r\u{1B}[2K\(progress.what)  \(bar) \(100 * progress.done / max(1, progress.planned)) %")
    isDrawn = true
  }

  func clear() {
    if isDrawn { Terminal.error("\r\u{1B}[2K") }
    isDrawn = false
  }
}
