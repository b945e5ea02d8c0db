import CCairo

/// Renders pages to one SVG file in mm, the pages below one another.
public struct SVGRenderer: Sendable {
  public var appearance: InkAppearance
  /// The drawing's title, read out by screen readers; none where empty.
  public var title: String
  /// Stands in the drawing's metadata; none where nil.
  public var receipt: String?

  public init(_ appearance: InkAppearance, title: String = "", receipt: String? = nil) {
    self.appearance = appearance
    self.title = title
    self.receipt = receipt
  }

  /// Units of the file to the mm. Cairo rounds coordinates to 1/256 unit, too coarse for the curves of small writing
  /// if the unit were a mm.
  private static let unitsPerMillimetre = 20.0

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    let (width, height) = (pages.width, pages.height)
    let units = Self.unitsPerMillimetre
    let surface = CairoSurface.svg(width: width * units, height: height * units)
    do {
      let canvas = CairoCanvas(surface)
      if let paper = appearance.paper { canvas.fill(paper) }
      cairo_scale(canvas.context, units, units)
      for (number, page) in pages.enumerated() {
        canvas.draw(page.rules, appearance.rules)
        canvas.draw(page.drawing, page: number, appearance)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    return SVGFile.finished(
      try surface.finishedDocument(), width: width, height: height, title: title, receipt: receipt)
  }
}
