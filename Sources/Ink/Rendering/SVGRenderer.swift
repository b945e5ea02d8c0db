import CCairo

/// Renders pages to one SVG file in mm, the pages below one another.
public struct SVGRenderer: Sendable {
  public var appearance: InkAppearance
  /// The drawing's title, read out by screen readers; none where empty.
  public var title: String

  public init(_ appearance: InkAppearance, title: String = "") {
    self.appearance = appearance
    self.title = title
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    let surface = CairoSurface.svg(
      width: pages.map(\.width).max() ?? 0, height: pages.reduce(0) { $0 + $1.height }, unit: CAIRO_SVG_UNIT_MM)
    do {
      let canvas = CairoCanvas(surface)
      if let paper = appearance.paper { canvas.fill(paper) }
      for page in pages {
        canvas.draw(page.drawing, appearance)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    return SVGFile.withTitle(title, in: SVGFile.withoutSurfaceCount(try surface.finishedDocument()))
  }
}
