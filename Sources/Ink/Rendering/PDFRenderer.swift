import CCairo

/// Renders pages to a PDF file, one page each, as vectors.
public struct PDFRenderer: Sendable {
  public var appearance: InkAppearance
  /// The document's title; none where empty.
  public var title: String
  /// Stands among the document's keywords; none where nil.
  public var receipt: String?

  public init(_ appearance: InkAppearance, title: String = "", receipt: String? = nil) {
    self.appearance = appearance
    self.title = title
    self.receipt = receipt
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    guard let first = pages.first else { throw InkError("There is no page to render.") }
    let points = 72 / 25.4
    let surface = CairoSurface.pdf(
      width: first.width * points, height: first.height * points, title: title, keywords: receipt ?? "")
    do {
      let canvas = CairoCanvas(surface)
      cairo_scale(canvas.context, points, points)
      for page in pages {
        cairo_pdf_surface_set_size(surface.pointer, page.width * points, page.height * points)
        if let paper = appearance.paper, paper != .white { canvas.fill(paper) }
        canvas.draw(page.drawing, appearance)
        cairo_show_page(canvas.context)
      }
      try canvas.check()
    }
    return try surface.finishedDocument()
  }
}
