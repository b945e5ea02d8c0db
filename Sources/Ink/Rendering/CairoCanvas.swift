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

  /// Makes one unit this many of what it was.
  func scale(_ factor: Double) { cairo_scale(context, factor, factor) }

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

  /// Draws one stroke as straight pieces that leave its curve by no more than `tolerance`, which is all that pixels
  /// show of it.
  func stroke(_ curve: SmoothCurve, tolerance: Double) {
    cairo_move_to(context, curve.start.x, curve.start.y)
    for point in curve.chords(tolerance: tolerance) { cairo_line_to(context, point.x, point.y) }
    cairo_stroke(context)
  }

  /// Draws what is printed on a page; one unit of the context is one mm.
  func draw(_ rules: [Rule], _ colour: Colour) {
    guard !rules.isEmpty else { return }
    setColour(colour)
    for rule in rules {
      setPen(width: rule.width)
      cairo_move_to(context, rule.from.x, rule.from.y)
      cairo_line_to(context, rule.to.x, rule.to.y)
      cairo_stroke(context)
    }
  }

  /// Fills a pen's mark.
  func fill(_ mark: PenMark, _ colour: Colour) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, mark.opacity)
    for polygon in mark.polygons {
      for (index, point) in polygon.enumerated() {
        if index == 0 { cairo_move_to(context, point.x, point.y) } else { cairo_line_to(context, point.x, point.y) }
      }
      cairo_close_path(context)
    }
    cairo_fill(context)
  }

  /// Draws a page's ink; one unit of the context is one mm.
  /// - Parameters:
  ///   - page: its number, by which pages differ in what is uneven about a pen.
  ///   - tolerance: how far pixels may leave the curves, in mm; nil draws the curves themselves.
  func draw(_ drawing: InkDrawing, page: Int = 0, _ appearance: InkAppearance, tolerance: Double? = nil) {
    guard appearance.pen == .ballpoint else {
      let tolerance = tolerance ?? PenTrace.finest
      for mark in PenMark.marks(of: drawing, page: page, appearance, tolerance: tolerance) {
        fill(mark, appearance.ink)
      }
      return
    }
    setColour(appearance.ink)
    setPen(width: appearance.penWidth)
    for line in drawing.strokes {
      guard let curve = SmoothCurve(through: line) else { continue }
      if let tolerance { stroke(curve, tolerance: tolerance) } else { stroke(curve) }
    }
  }
}
