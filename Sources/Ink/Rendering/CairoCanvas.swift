import CCairo

/// A Cairo drawing context; owned, so that it is destroyed exactly once.
struct CairoCanvas: ~Copyable {
  let context: OpaquePointer

  /// Cairo never returns NULL here: a context that could not be made carries the error, which `check` throws.
  init(_ surface: borrowing CairoSurface) { context = cairo_create(surface.pointer) }

  deinit { cairo_destroy(context) }

  /// Throws if anything drawn so far failed.
  func check() throws(InkError) { try InkError.check(cairo_status(context), while: "draw") }

  func setColour(_ colour: Colour) { cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, 1) }

  func fill(_ colour: Colour) {
    setColour(colour)
    cairo_paint(context)
  }

  func setPen(width: Double) {
    cairo_set_line_width(context, width)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  /// Draws one stroke as a smooth curve with the pen and colour that are set.
  func stroke(_ curve: SmoothCurve) {
    cairo_move_to(context, curve.start.x, curve.start.y)
    for segment in curve.segments {
      cairo_curve_to(
        context, segment.control1.x, segment.control1.y, segment.control2.x, segment.control2.y, segment.end.x,
        segment.end.y)
    }
    cairo_stroke(context)
  }

  /// Draws a page's ink; one unit of the context is one mm.
  func draw(_ drawing: InkDrawing, _ appearance: InkAppearance) {
    setColour(appearance.ink)
    setPen(width: appearance.penWidth)
    for line in drawing.strokes {
      if let curve = SmoothCurve(through: line) { stroke(curve) }
    }
  }
}
