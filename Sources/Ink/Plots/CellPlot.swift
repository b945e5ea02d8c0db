/// What some memory cells did while a sequence was read or written: one row a cell, time to the right; blue where the
/// activity is negative, red where it is positive, white at 0.
public struct CellPlot: Sendable {
  public var title: String
  /// A name for each row, e.g. the cell's number.
  public var names: [String]
  /// Below each step, as far as there is room: a character, a word; empty for none.
  public var labels: [String]
  /// [row][step], in −1 … 1.
  public var activity: [[Float]]

  public init(title: String, names: [String], labels: [String], activity: [[Float]]) {
    self.title = title
    self.names = names
    self.labels = labels
    self.activity = activity
  }

  /// Room for a row and its name.
  private static let rowHeight = 22

  private var height: Int { 44 + 64 + max(1, activity.count) * Self.rowHeight }

  /// The plot as a PNG file of this many pixels in width; the rows give its height.
  public func png(width: Int = 1200) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .png))
  }

  /// The plot as an SVG file of this many points in width; the rows give its height.
  public func svg(width: Int = 1200) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .svg))
  }

  private func draw(_ canvas: consuming PlotCanvas) throws(InkError) -> [UInt8] {
    let area = Bounds(
      minX: 64, minY: 44, maxX: canvas.width - 20, maxY: 44 + Double(max(1, activity.count) * Self.rowHeight))
    let steps = activity.map(\.count).max() ?? 0
    // More steps than pixels are merged, so that a file has no more cells than can be seen.
    let columns = min(steps, Int(area.width))
    HeatMap.drawSigned(on: canvas, in: area, columns: columns, rows: activity.count) { column, row in
      let first = column * steps / columns
      let range = first..<max((column + 1) * steps / columns, first + 1)
      let values = range.compactMap { activity[row].indices.contains($0) ? Double(activity[row][$0]) : nil }
      return values.max { abs($0) < abs($1) } ?? 0
    }
    for (row, name) in names.enumerated() {
      let y = area.minY + (Double(row) + 0.5) * Double(Self.rowHeight)
      canvas.text(name, at: Point(x: area.minX - 8, y: y), size: 12, anchor: .end)
    }
    drawLabels(canvas, area, steps: steps)
    canvas.text(title, at: Point(x: area.minX, y: 22), size: 16)
    return try canvas.finished()
  }

  private func drawLabels(_ canvas: borrowing PlotCanvas, _ area: Bounds, steps: Int) {
    let width = area.width / Double(max(1, steps))
    let size = min(13, max(10, width))
    var free = area.minX
    for (step, label) in labels.prefix(steps).enumerated() where !label.isEmpty {
      let x = area.minX + (Double(step) + 0.5) * width
      let extent = canvas.extent(label, size: size)
      // A label without room beside the one before is left out.
      guard x - extent / 2 >= free - 0.3 * size else { continue }
      canvas.text(label, at: Point(x: x, y: area.maxY + 14), size: size, anchor: .middle)
      free = x + extent / 2
    }
    canvas.text("step", at: Point(x: (area.minX + area.maxX) / 2, y: area.maxY + 40), size: 13, anchor: .middle)
  }
}
