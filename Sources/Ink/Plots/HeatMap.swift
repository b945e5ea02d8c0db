/// Colours for values from 0 (white) over blue to 1 (nearly black), even to the eye.
enum HeatMap {
  private static let stops = [
    Colour(red: 1, green: 1, blue: 1), Colour(red: 0.72, green: 0.84, blue: 0.94),
    Colour(red: 0.26, green: 0.55, blue: 0.79), Colour(red: 0.06, green: 0.29, blue: 0.55),
    Colour(red: 0.02, green: 0.08, blue: 0.22),
  ]

  static func colour(_ value: Double) -> Colour {
    let at = (value.isFinite ? min(max(value, 0), 1) : 0) * Double(stops.count - 1)
    let index = min(Int(at), stops.count - 2)
    let part = at - Double(index)
    let (a, b) = (stops[index], stops[index + 1])
    return Colour(
      red: a.red + (b.red - a.red) * part, green: a.green + (b.green - a.green) * part,
      blue: a.blue + (b.blue - a.blue) * part)
  }

  /// Blue below 0, white at it, red above; −1 and 1 are the darkest.
  static func signedColour(_ value: Double) -> Colour {
    let strength = value.isFinite ? min(abs(value), 1) : 0
    let end = value < 0 ? Colour(red: 0.06, green: 0.29, blue: 0.65) : Colour(red: 0.75, green: 0.15, blue: 0.1)
    return Colour(
      red: 1 + (end.red - 1) * strength, green: 1 + (end.green - 1) * strength, blue: 1 + (end.blue - 1) * strength)
  }

  /// Fills an area with cells; `value(column, row)` is from 0 to 1, row 0 at the top. White cells are left out.
  static func draw(
    on canvas: borrowing PlotCanvas, in area: Bounds, columns: Int, rows: Int, value: (Int, Int) -> Double
  ) {
    fill(canvas, area, columns, rows, value: value, colour: colour)
  }

  /// The same for values from −1 to 1.
  static func drawSigned(
    on canvas: borrowing PlotCanvas, in area: Bounds, columns: Int, rows: Int, value: (Int, Int) -> Double
  ) {
    fill(canvas, area, columns, rows, value: value, colour: signedColour)
  }

  private static func fill(
    _ canvas: borrowing PlotCanvas, _ area: Bounds, _ columns: Int, _ rows: Int, value: (Int, Int) -> Double,
    colour: (Double) -> Colour
  ) {
    guard columns > 0, rows > 0 else { return }
    let width = area.width / Double(columns)
    let height = area.height / Double(rows)
    for column in 0..<columns {
      for row in 0..<rows {
        let value = value(column, row)
        guard abs(value) > 0.004 else { continue }
        let x = area.minX + Double(column) * width
        let y = area.minY + Double(row) * height
        canvas.rectangle(
          Bounds(minX: x, minY: y, maxX: x + width, maxY: y + height), colour(value))
      }
    }
  }
}
