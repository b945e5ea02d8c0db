import CCairo

/// Renders pages to one PNG picture, the pages below one another.
public struct PNGRenderer: Sendable {
  /// The most pixels a picture may have; it takes a byte each while it is drawn.
  public static let maximumPixels = 64_000_000
  /// The most pixels an edge may have, Cairo's own bound.
  public static let maximumEdge = 32_767

  /// How far a drawn line may leave the ink's curve, in pixels: a step of the least coverage that pixels show.
  private static let tolerance = 0.1

  public var appearance: InkAppearance
  /// Pixels per inch.
  public var resolution: Double
  /// Stands in a text chunk; none where nil.
  public var receipt: String?

  public init(_ appearance: InkAppearance, resolution: Double, receipt: String? = nil) {
    self.appearance = appearance
    self.resolution = resolution
    self.receipt = receipt
  }

  /// Whether a picture of this size, in mm, is within the bounds.
  public func canRender(width: Double, height: Double) -> Bool {
    let (columns, rows) = (pixels(width), pixels(height))
    return columns <= Self.maximumEdge && rows <= Self.maximumEdge && columns * rows <= Self.maximumPixels
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    let (width, height) = (pages.width, pages.height)
    guard canRender(width: width, height: height) else {
      throw InkError(
        """
        A PNG of \(pages.count) page(s) at \(Int(resolution)) dpi would have \(pixels(width)) × \(pixels(height)) \
        pixels, more than \(Self.maximumEdge) on an edge or \(Self.maximumPixels) in all; choose a lower resolution \
        or another format.
        """)
    }
    let surface = CairoSurface.coverage(width: pixels(width), height: pixels(height))
    do {
      let canvas = CairoCanvas(surface)
      cairo_scale(canvas.context, resolution / 25.4, resolution / 25.4)
      for page in pages {
        canvas.draw(page.drawing, appearance, tolerance: Self.tolerance * 25.4 / resolution)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    let rules = PrintedRules(pages, scale: resolution / 25.4, width: pixels(width))
    return try surface.withRows { width, height, rows throws(InkError) in
      guard rules.isEmpty else {
        let marked = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: width)
        defer { marked.deallocate() }
        return try PNGFile.picture(
          width: width, height: height, ink: appearance.ink, paper: appearance.paper, rules: appearance.rules,
          dotsPerInch: resolution, receipt: receipt
        ) { row in
          rules.mark(rows(row), row: row, into: marked)
          return UnsafeBufferPointer(marked)
        }
      }
      return try PNGFile.picture(
        width: width, height: height, ink: appearance.ink, paper: appearance.paper, dotsPerInch: resolution,
        receipt: receipt, rows: rows)
    }
  }

  private func pixels(_ millimetres: Double) -> Int {
    Int(min(max((millimetres * resolution / 25.4).rounded(.up), 1), 1e9))
  }
}
