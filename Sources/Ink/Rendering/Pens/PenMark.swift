/// A part of what a pen leaves on paper: filled polygons (nonzero winding), all of one darkness.
struct PenMark {
  var polygons: [[Point]]
  /// 0 to 1, in steps of a fortieth.
  var opacity: Double

  /// What a pen leaves of a page's strokes, in the order of writing; for all pens but the ballpoint, whose line needs no
  /// outline.
  /// - Parameters:
  ///   - page: its number, by which pages differ in what is uneven.
  ///   - tolerance: how far outlines may leave the curves, in mm.
  static func marks(of drawing: InkDrawing, page: Int, _ appearance: InkAppearance, tolerance: Double) -> [PenMark] {
    drawing.strokes.enumerated().flatMap { number, stroke -> [PenMark] in
      guard let trace = PenTrace(stroke, appearance, tolerance: tolerance) else { return [] }
      guard appearance.pen == .pencil else {
        return [PenMark(polygons: PenOutline.polygons(trace.samples.map { ($0.place, $0.width) }), opacity: 1)]
      }
      let noise = CounterNoise(seed: appearance.seed, field: UInt64(page) << 32 | UInt64(number))
      return PencilGrain(trace, width: appearance.penWidth, noise).marks
    }
  }
}
