/// A line chart, e.g. of loss by step.
public struct Chart: Sendable {
  /// One line of the chart.
  public struct Series: Sendable {
    public var name: String
    /// In the order they are joined; values that are not finite leave a gap.
    public var points: [(x: Double, y: Double)]

    public init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var series: [Series]
  /// Whether x is drawn by its logarithm; values of 0 and less are then left out.
  public var logarithmicX: Bool

  public init(title: String, xLabel: String, yLabel: String, series: [Series], logarithmicX: Bool = false) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.logarithmicX = logarithmicX
  }

  /// The chart as a PNG file of this many pixels.
  public func png(width: Int = 960, height: Int = 540) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .png))
  }

  /// The chart as an SVG file of this many points.
  public func svg(width: Int = 960, height: Int = 540) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .svg))
  }

  /// Told apart in print and by most colour-blind readers.
  private static let colours = [
    Colour(red: 0.12, green: 0.35, blue: 0.66), Colour(red: 0.84, green: 0.37, blue: 0.0),
    Colour(red: 0.0, green: 0.56, blue: 0.42), Colour(red: 0.65, green: 0.25, blue: 0.55),
    Colour(red: 0.35, green: 0.35, blue: 0.35), Colour(red: 0.75, green: 0.6, blue: 0.0),
  ]
  private static let grid = Colour(red: 0.9, green: 0.9, blue: 0.9)
  private static let frame = Colour(red: 0.4, green: 0.4, blue: 0.4)

  private func draw(_ canvas: consuming PlotCanvas) throws(InkError) -> [UInt8] {
    let x = Axis(covering: series.flatMap { $0.points.map(\.x) }, logarithmic: logarithmicX)
    let y = Axis(covering: series.flatMap { $0.points.map(\.y) })
    let area = Bounds(minX: 76, minY: 48, maxX: canvas.width - 24, maxY: canvas.height - 58)
    func place(_ px: Double, _ py: Double) -> Point {
      Point(x: area.minX + px * area.width, y: area.maxY - py * area.height)
    }

    for tick in x.ticks {
      guard let at = x.position(tick), (-1e-6...1.000001).contains(at) else { continue }
      canvas.line([place(at, 0), place(at, 1)], Self.grid, width: 1)
      canvas.text(Axis.label(tick), at: place(at, 0) + Point(x: 0, y: 14), size: 12, anchor: .middle)
    }
    for tick in y.ticks {
      guard let at = y.position(tick), (-1e-6...1.000001).contains(at) else { continue }
      canvas.line([place(0, at), place(1, at)], Self.grid, width: 1)
      canvas.text(Axis.label(tick), at: place(0, at) - Point(x: 8, y: 0), size: 12, anchor: .end)
    }
    canvas.line([place(0, 1), place(0, 0), place(1, 0)], Self.frame, width: 1.2)
    canvas.text(title, at: Point(x: area.minX, y: 24), size: 17)
    canvas.text(xLabel, at: Point(x: (area.minX + area.maxX) / 2, y: canvas.height - 20), size: 13, anchor: .middle)
    canvas.text(
      yLabel, at: Point(x: 18, y: (area.minY + area.maxY) / 2), size: 13, anchor: .middle, upwards: true)

    for (index, line) in series.enumerated() {
      let colour = Self.colours[index % Self.colours.count]
      for run in runs(line, x, y) {
        let points = run.map { place($0.x, $0.y) }
        canvas.line(points.count == 1 ? points + points : points, colour, width: points.count == 1 ? 5 : 1.8)
      }
    }
    drawLegend(canvas, area)
    return try canvas.finished()
  }

  /// The parts of a series without gaps, in positions between 0 and 1.
  private func runs(_ line: Series, _ x: Axis, _ y: Axis) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for point in line.points {
      if let px = x.position(point.x), let py = y.position(point.y) {
        run.append(Point(x: px, y: py))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    return run.isEmpty ? runs : runs + [run]
  }

  private func drawLegend(_ canvas: borrowing PlotCanvas, _ area: Bounds) {
    let named = series.indices.filter { !series[$0].name.isEmpty }
    guard !named.isEmpty else { return }
    var widest = 0.0
    for index in named { widest = max(widest, canvas.extent(series[index].name, size: 12)) }
    let box = Bounds(
      minX: area.maxX - widest - 56, minY: area.minY + 8, maxX: area.maxX - 8,
      maxY: area.minY + 20 + 18 * Double(named.count))
    canvas.rectangle(box, .white)
    canvas.line(
      [
        Point(x: box.minX, y: box.minY), Point(x: box.maxX, y: box.minY), Point(x: box.maxX, y: box.maxY),
        Point(x: box.minX, y: box.maxY), Point(x: box.minX, y: box.minY),
      ], Self.grid, width: 1)
    for (row, index) in named.enumerated() {
      let y = box.minY + 15 + 18 * Double(row)
      canvas.line(
        [Point(x: box.minX + 8, y: y), Point(x: box.minX + 30, y: y)], Self.colours[index % Self.colours.count],
        width: 2.5)
      canvas.text(series[index].name, at: Point(x: box.minX + 38, y: y), size: 12)
    }
  }
}
