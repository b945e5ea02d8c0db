import CCairo

/// Renders pages to one PNG picture, the pages below one another.
public struct PNGRenderer: Sendable {
  /// The most pixels a picture may have; it takes four bytes each while it is drawn.
  public static let maximumPixels = 64_000_000
  /// The most pixels an edge may have, Cairo's own bound.
  public static let maximumEdge = 32_767

  public var appearance: InkAppearance
  /// Pixels per inch.
  public var resolution: Double

  public init(_ appearance: InkAppearance, resolution: Double) {
    self.appearance = appearance
    self.resolution = resolution
  }

  /// Whether a picture of this size, in mm, is within the bounds.
  public func canRender(width: Double, height: Double) -> Bool {
    let (columns, rows) = (pixels(width), pixels(height))
    return columns <= Self.maximumEdge && rows <= Self.maximumEdge && columns * rows <= Self.maximumPixels
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    let width = pages.map(\.width).max() ?? 0
    let height = pages.reduce(0) { $0 + $1.height }
    guard canRender(width: width, height: height) else {
      throw InkError(
        """
        A PNG of \(pages.count) page(s) at \(Int(resolution)) dpi would have \(pixels(width)) × \(pixels(height)) \
        pixels, more than \(Self.maximumEdge) on an edge or \(Self.maximumPixels) in all; choose a lower resolution \
        or another format.
        """)
    }
    let surface = CairoSurface.image(width: pixels(width), height: pixels(height))
    do {
      let canvas = CairoCanvas(surface)
      if let paper = appearance.paper { canvas.fill(paper) }
      cairo_scale(canvas.context, resolution / 25.4, resolution / 25.4)
      for page in pages {
        canvas.draw(page.drawing, appearance)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    return PNGFile.withResolution(resolution, in: try surface.finishedPicture())
  }

  private func pixels(_ millimetres: Double) -> Int {
    Int(min(max((millimetres * resolution / 25.4).rounded(.up), 1), 1e9))
  }
}
