/// Where the attention window stood while a line was written: φ(t, u) with time to the right and the text upwards
/// (Graves 2013, figure 13).
public struct AlignmentPlot: Sendable {
  public var title: String
  /// The characters u = 1 … U; `phi` may have a position more, past the end.
  public var characters: [Character]
  /// φ(t, u), one row for each step t.
  public var phi: [[Float]]

  public init(title: String, characters: [Character], phi: [[Float]]) {
    self.title = title
    self.characters = characters
    self.phi = phi
  }

  /// The plot as a PNG file of this many pixels.
  public func png(width: Int = 960, height: Int = 640) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .png))
  }

  /// The plot as an SVG file of this many points.
  public func svg(width: Int = 960, height: Int = 640) throws(InkError) -> [UInt8] {
    try draw(PlotCanvas(width: width, height: height, format: .svg))
  }

  private func draw(_ canvas: consuming PlotCanvas) throws(InkError) -> [UInt8] {
    let area = Bounds(minX: 48, minY: 44, maxX: canvas.width - 20, maxY: canvas.height - 48)
    let rows = max(1, characters.count)
    // More steps than pixels are merged, so that a file has no more cells than can be seen.
    let columns = min(phi.count, Int(area.width))
    let peak = Double(phi.lazy.flatMap { $0 }.filter(\.isFinite).max() ?? 1)
    HeatMap.draw(on: canvas, in: area, columns: columns, rows: rows) { column, row in
      let steps =
        column * phi.count / columns..<max((column + 1) * phi.count / columns, column * phi.count / columns + 1)
      let u = rows - 1 - row
      let value = steps.map { phi[$0].indices.contains(u) ? Double(phi[$0][u]) : 0 }.max() ?? 0
      return peak > 0 ? value / peak : 0
    }
    let size = min(14, 0.9 * area.height / Double(rows))
    for (u, character) in characters.enumerated() {
      let y = area.maxY - (Double(u) + 0.5) * area.height / Double(rows)
      canvas.text(character == " " ? "␣" : String(character), at: Point(x: 36, y: y), size: size, anchor: .middle)
    }
    let frame = Colour(red: 0.4, green: 0.4, blue: 0.4)
    canvas.line(
      [Point(x: area.minX, y: area.minY), Point(x: area.minX, y: area.maxY), Point(x: area.maxX, y: area.maxY)],
      frame, width: 1.2)
    canvas.text(title, at: Point(x: area.minX, y: 22), size: 16)
    canvas.text("0", at: Point(x: area.minX, y: area.maxY + 14), size: 12)
    canvas.text("\(phi.count)", at: Point(x: area.maxX, y: area.maxY + 14), size: 12, anchor: .end)
    canvas.text(
      "step", at: Point(x: (area.minX + area.maxX) / 2, y: canvas.height - 18), size: 13, anchor: .middle)
    return try canvas.finished()
  }
}
