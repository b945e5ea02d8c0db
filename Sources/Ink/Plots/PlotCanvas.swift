import CCairo

/// A drawing surface with text, shared by all plots; y grows downwards, one unit is a pixel (PNG) or a point (SVG, PDF).
struct PlotCanvas: ~Copyable {
  enum Format { case png, svg, pdf }
  enum Anchor: Double { case start = 0, middle = 0.5, end = 1 }

  let width: Double
  let height: Double
  private let format: Format
  private let surface: CairoSurface
  private let canvas: CairoCanvas

  init(width: Int, height: Int, format: Format) {
    self.width = Double(width)
    self.height = Double(height)
    self.format = format
    switch format {
    case .png: surface = CairoSurface.image(width: width, height: height)
    case .svg: surface = CairoSurface.svg(width: Double(width), height: Double(height))
    case .pdf: surface = CairoSurface.pdf(width: Double(width), height: Double(height))
    }
    canvas = CairoCanvas(surface)
    canvas.fill(.white)
    cairo_select_font_face(canvas.context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
  }

  /// Ends the drawing and returns the file's bytes.
  consuming func finished() throws(InkError) -> [UInt8] {
    try canvas.check()
    switch format {
    case .png: return try surface.finishedPicture()
    case .svg: return SVGFile.withoutSurfaceCount(try surface.finishedDocument())
    case .pdf: return try surface.finishedDocument()
    }
  }

  func line(_ points: [Point], _ colour: Colour, width: Double) {
    guard let first = points.first else { return }
    canvas.setColour(colour)
    canvas.setPen(width: width)
    cairo_move_to(canvas.context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(canvas.context, point.x, point.y) }
    cairo_stroke(canvas.context)
  }

  func ink(_ stroke: Stroke, _ colour: Colour, width: Double) {
    guard let curve = SmoothCurve(through: stroke) else { return }
    canvas.setColour(colour)
    canvas.setPen(width: width)
    canvas.stroke(curve)
  }

  /// Fills a rectangle with hard edges, so that neighbouring ones leave no seam.
  func rectangle(_ bounds: Bounds, _ colour: Colour) {
    canvas.setColour(colour)
    cairo_set_antialias(canvas.context, CAIRO_ANTIALIAS_NONE)
    defer { cairo_set_antialias(canvas.context, CAIRO_ANTIALIAS_DEFAULT) }
    cairo_rectangle(canvas.context, bounds.minX, bounds.minY, bounds.width, bounds.height)
    cairo_fill(canvas.context)
  }

  /// Writes one line of text, vertically centred at `at`; turned a quarter to the left where `upwards`.
  func text(
    _ text: String, at point: Point, size: Double, anchor: Anchor = .start, colour: Colour = .black,
    upwards: Bool = false
  ) {
    cairo_save(canvas.context)
    cairo_translate(canvas.context, point.x, point.y)
    if upwards { cairo_rotate(canvas.context, -Double.pi / 2) }
    cairo_set_font_size(canvas.context, size)
    canvas.setColour(colour)
    cairo_move_to(canvas.context, -extent(text, size: size) * anchor.rawValue, 0.36 * size)
    cairo_show_text(canvas.context, text)
    cairo_restore(canvas.context)
  }

  /// Width of a text; 0 where the system has no font.
  func extent(_ text: String, size: Double) -> Double {
    var extents = cairo_text_extents_t()
    cairo_set_font_size(canvas.context, size)
    cairo_text_extents(canvas.context, text, &extents)
    return extents.x_advance
  }
}
