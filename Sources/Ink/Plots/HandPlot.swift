/// Lines of ink in pairs under one another, what they say above them: a person's, and a network's in the same hand.
public struct HandPlot: Sendable {
  public struct Row: Sendable {
    public var text: String
    /// With the baseline at y = 0 and x from 0 on, as the other, and of the same scale.
    public var real: InkDrawing
    public var generated: InkDrawing

    public init(text: String, real: InkDrawing, generated: InkDrawing) {
      self.text = text
      self.real = real
      self.generated = generated
    }
  }

  public var rows: [Row]
  /// Of all ink, in its unit.
  public var xHeight: Double

  private static let width = 595
  private static let margin = 30.0
  private static let rowHeight = 104.0
  private static let captionSize = 9.0
  /// Largest x-height on the sheet.
  private static let largest = 11.0

  private static let grey = Colour(red: 0.4, green: 0.4, blue: 0.4)

  public init(rows: [Row], xHeight: Double) {
    self.rows = rows
    self.xHeight = xHeight
  }

  public func png() throws(InkError) -> [UInt8] { try drawn(.png) }
  public func svg() throws(InkError) -> [UInt8] { try drawn(.svg) }
  /// One page, as tall as it has to be.
  public func pdf() throws(InkError) -> [UInt8] { try drawn(.pdf) }

  private func drawn(_ format: PlotCanvas.Format) throws(InkError) -> [UInt8] {
    let height = 2 * Self.margin + Self.rowHeight * Double(rows.count)
    let canvas = PlotCanvas(width: Self.width, height: Int(height.rounded(.up)), format: format)
    let widest = rows.flatMap { [$0.real, $0.generated] }.compactMap(\.bounds?.maxX).max() ?? 1
    let scale = min(Self.largest / xHeight, (Double(Self.width) - 2 * Self.margin) / max(1, widest))
    let pen = max(0.5, 0.1 * scale * xHeight)
    for (number, row) in rows.enumerated() {
      let top = Self.margin + Self.rowHeight * Double(number)
      canvas.text(
        row.text, at: Point(x: Self.margin, y: top + Self.captionSize / 2), size: Self.captionSize, colour: Self.grey)
      for (ink, baseline) in [(row.real, 42.0), (row.generated, 80.0)] {
        for stroke in ink.placed(dx: Self.margin, dy: top + baseline, scale: scale).strokes {
          canvas.ink(stroke, .black, width: pen)
        }
      }
    }
    canvas.text(
      "Of each pair the upper line is the person's, the lower one the network's.",
      at: Point(x: Self.margin, y: height - Self.margin / 2), size: Self.captionSize, colour: Self.grey)
    return try canvas.finished()
  }
}
