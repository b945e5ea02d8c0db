import Ink

/// Loss curves of one or several runs, side by side: per batch and per epoch, training and validation.
public struct LossCurves {
  private let runs: [RunHistory]

  public init(_ runs: [RunHistory]) { self.runs = runs }

  /// The chart; single updates are averaged so that a curve has at most 400 points.
  var chart: Chart {
    var series: [Chart.Series] = []
    for run in runs {
      let prefix = runs.count > 1 ? "\(run.name): " : ""
      series.append(Chart.Series(name: prefix + "training, per batch", points: Self.thinned(run.updates)))
      series.append(
        Chart.Series(name: prefix + "training, per epoch", points: run.epochs.map { ($0.update, $0.training) }))
      series.append(
        Chart.Series(name: prefix + "validation", points: run.epochs.map { ($0.update, $0.validation) }))
    }
    return Chart(
      title: "Loss", xLabel: "updates", yLabel: "nats per symbol or point", series: series.filter { !$0.points.isEmpty }
    )
  }

  /// Writes `loss.png` and `loss.svg` into a folder.
  public func write(into folder: String) throws {
    try write(to: folder + "/loss.png")
    try write(to: folder + "/loss.svg")
  }

  /// Writes the chart; the suffix, `.png` or `.svg`, chooses the format. `.csv` writes the values themselves.
  public func write(to path: String) throws {
    if path.hasSuffix(".csv") { return try PictureFile.write(Array(table.utf8), to: path) }
    let chart = chart
    try PictureFile.write(to: path, png: { try chart.png() }, svg: { try chart.svg() })
  }

  /// One row for each value: run, what it is, update, nats per symbol or point.
  private var table: String {
    var lines = ["run,curve,update,nats_per_unit"]
    for run in runs {
      lines += run.updates.map { "\(run.name),training per batch,\(Int($0.update)),\($0.loss)" }
      lines += run.epochs.map { "\(run.name),training per epoch,\(Int($0.update)),\($0.training)" }
      lines += run.epochs.map { "\(run.name),validation,\(Int($0.update)),\($0.validation)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func thinned(_ updates: [(update: Double, loss: Double)]) -> [(x: Double, y: Double)] {
    let width = max(1, (updates.count + 399) / 400)
    return stride(from: 0, to: updates.count, by: width).map { start in
      let part = updates[start..<min(start + width, updates.count)]
      let count = Double(part.count)
      return (part.reduce(0) { $0 + $1.update } / count, part.reduce(0) { $0 + $1.loss } / count)
    }
  }
}
