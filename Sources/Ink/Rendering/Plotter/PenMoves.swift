/// What a plotter's pen does on a page: straight moves in mm from the page's lower left corner, y growing upwards.
struct PenMoves {
  /// How far a straight move may leave the ink's curve, in mm.
  static let tolerance = 0.05

  /// For each stroke the places from where the pen comes down to where it goes up; one place makes a dot.
  let strokes: [[Point]]

  /// - Parameter origin: where the page's lower left corner is, in the machine's coordinates.
  init(_ page: Page, origin: Point) {
    strokes = page.drawing.strokes.compactMap { stroke in
      guard let curve = SmoothCurve(through: stroke) else { return nil }
      let places = curve.isDot ? [curve.start] : [curve.start] + curve.chords(tolerance: Self.tolerance)
      return places.map { Point(x: $0.x + origin.x, y: page.height - $0.y + origin.y) }
    }
  }
}
