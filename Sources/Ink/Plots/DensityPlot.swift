/// Where the network expected the pen's next points: the sum of its predictive densities, with the ink drawn over them
/// (Graves 2013, figure 10).
public struct DensityPlot: Sendable {
  /// One bivariate Gaussian of a prediction, in the ink's coordinates.
  public struct Gaussian: Sendable {
    /// Its share of the mixture, π.
    public var weight: Double
    public var mean: Point
    public var deviationX: Double
    public var deviationY: Double
    /// ρ, between −1 and 1.
    public var correlation: Double

    public init(weight: Double, mean: Point, deviationX: Double, deviationY: Double, correlation: Double) {
      self.weight = weight
      self.mean = mean
      self.deviationX = deviationX
      self.deviationY = deviationY
      self.correlation = correlation
    }
  }

  public var title: String
  public var drawing: InkDrawing
  /// The Gaussians of all predictions.
  public var gaussians: [Gaussian]

  public init(title: String, drawing: InkDrawing, gaussians: [Gaussian]) {
    self.title = title
    self.drawing = drawing
    self.gaussians = gaussians
  }

  /// The plot as a PNG file of this many pixels.
  public func png(width: Int = 960, height: Int = 360) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .png))
  }

  /// The plot as an SVG file of this many points.
  public func svg(width: Int = 960, height: Int = 360) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .svg))
  }

  /// Edge of a density cell in pixels.
  private static let cell = 3.0

  private func draw(_ canvas: consuming PlotCanvas) throws(InkError) -> [UInt8] {
    let area = Bounds(minX: 20, minY: 44, maxX: canvas.width - 20, maxY: canvas.height - 20)
    let bounds = drawing.bounds ?? Bounds(minX: 0, minY: 0, maxX: 1, maxY: 1)
    let scale = min(area.width / max(bounds.width, 1e-9), area.height / max(bounds.height, 1e-9))
    let dx = area.minX - bounds.minX * scale
    let dy = (area.minY + area.maxY - (bounds.minY + bounds.maxY) * scale) / 2
    let columns = max(1, Int(area.width / Self.cell))
    let rows = max(1, Int(area.height / Self.cell))
    let density = density(columns: columns, rows: rows) { cell in
      Point(x: ((area.minX + cell.x * Self.cell) - dx) / scale, y: ((area.minY + cell.y * Self.cell) - dy) / scale)
    }
    let peak = density.max() ?? 0
    // The square root keeps the wide, flat predictions of pen lifts visible beside the sharp ones within strokes.
    HeatMap.draw(on: canvas, in: area, columns: columns, rows: rows) { column, row in
      peak > 0 ? 0.8 * (density[row * columns + column] / peak).squareRoot() : 0
    }
    for stroke in drawing.placed(dx: dx, dy: dy, scale: scale).strokes {
      canvas.ink(stroke, Colour(red: 0.8, green: 0.2, blue: 0.1), width: 1)
    }
    canvas.text(title, at: Point(x: area.minX, y: 22), size: 16)
    return try canvas.finished()
  }

  /// The summed density at the middle of each cell, row by row.
  private func density(columns: Int, rows: Int, place: (Point) -> Point) -> [Double] {
    var sum = [Double](repeating: 0, count: columns * rows)
    let first = place(Point(x: 0, y: 0))
    let step = place(Point(x: 1, y: 1)) - first
    for gaussian in gaussians where gaussian.deviationX > 0 && gaussian.deviationY > 0 {
      let free = max(1 - gaussian.correlation * gaussian.correlation, 1e-6)
      // A Gaussian narrower than a cell would fall between the cells' middles.
      let sx = max(gaussian.deviationX, 0.5 * step.x)
      let sy = max(gaussian.deviationY, 0.5 * step.y)
      let norm = gaussian.weight / (2 * Double.pi * sx * sy * free.squareRoot())
      let near = cells(from: gaussian.mean.x - 3 * sx, to: gaussian.mean.x + 3 * sx, first.x, step.x, columns)
      for row in cells(from: gaussian.mean.y - 3 * sy, to: gaussian.mean.y + 3 * sy, first.y, step.y, rows) {
        let y = (first.y + (Double(row) + 0.5) * step.y - gaussian.mean.y) / sy
        for column in near {
          let x = (first.x + (Double(column) + 0.5) * step.x - gaussian.mean.x) / sx
          let z = x * x + y * y - 2 * gaussian.correlation * x * y
          sum[row * columns + column] += norm * Logarithm.exponential(-z / (2 * free))
        }
      }
    }
    return sum
  }

  private func cells(from low: Double, to high: Double, _ first: Double, _ step: Double, _ count: Int) -> Range<Int> {
    func cell(_ value: Double) -> Int { Int(min(max(((value - first) / step).rounded(.down), -1), Double(count))) }
    return max(0, cell(low))..<max(max(0, cell(low)), min(count, cell(high) + 1))
  }
}
