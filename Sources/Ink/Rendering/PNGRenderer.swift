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
  /// How it is scanned; nil for ink and paper alone.
  var scan: ScanLook?

  public init(_ appearance: InkAppearance, resolution: Double, receipt: String? = nil) {
    self.appearance = appearance
    self.resolution = resolution
    self.receipt = receipt
  }

  /// Whether a picture of this size, in mm, is within the bounds.
  public func canRender(width: Double, height: Double) -> Bool {
    let size = PictureSize(width: width, height: height, resolution: resolution)
    return size.width <= Self.maximumEdge && size.height <= Self.maximumEdge
      && size.width * size.height <= Self.maximumPixels
  }

  /// - Throws: where the picture would be too large.
  func size(of pages: [Page]) throws(InkError) -> PictureSize {
    let size = PictureSize(pages, resolution: resolution)
    guard canRender(width: pages.width, height: pages.height) else {
      throw InkError(
        """
        A PNG of \(pages.count) page(s) at \(Int(resolution)) dpi would have \(size.width) × \(size.height) \
        pixels, more than \(Self.maximumEdge) on an edge or \(Self.maximumPixels) in all; choose a lower resolution \
        or another format.
        """)
    }
    return size
  }

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    let size = try size(of: pages)
    let surface = CairoSurface.coverage(width: size.width, height: size.height)
    do {
      let canvas = CairoCanvas(surface)
      canvas.scale(size.scale)
      for (number, page) in pages.enumerated() {
        canvas.draw(page.drawing, page: number, appearance, tolerance: Self.tolerance * 25.4 / resolution)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    if let scan {
      var picture = ScanPicture(scan, size, ink: appearance.ink, paper: try scannedPaper())
      var coverage = try coverage(surface, size)
      try Self.addRules(of: pages, to: &coverage, size)
      return try PNGFile.photograph(
        picture.picture(of: coverage), width: size.width, height: size.height, dotsPerInch: resolution,
        receipt: receipt)
    }
    let rules = PrintedRules(pages, scale: size.scale, size: size)
    if appearance.pen == .pencil {
      let coverage = try coverage(surface, size)
      return try coverage.withRows(of: size.width) { rows throws(InkError) in try indexed(size, rules, rows) }
    }
    return try surface.withRows { _, _, rows throws(InkError) in try indexed(size, rules, rows) }
  }

  private func indexed(
    _ size: PictureSize, _ rules: PrintedRules, _ rows: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(InkError) -> [UInt8] {
    guard rules.isEmpty else {
      let marked = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size.width)
      defer { marked.deallocate() }
      return try PNGFile.picture(
        width: size.width, height: size.height, ink: appearance.ink, paper: appearance.paper, rules: appearance.rules,
        dotsPerInch: resolution, receipt: receipt
      ) { row in
        rules.mark(rows(row), row: row, into: marked)
        return UnsafeBufferPointer(marked)
      }
    }
    return try PNGFile.picture(
      width: size.width, height: size.height, ink: appearance.ink, paper: appearance.paper, dotsPerInch: resolution,
      receipt: receipt, rows: rows)
  }

  /// How much of each pixel the ink covers, row by row, as the paper takes it.
  private func coverage(_ surface: borrowing CairoSurface, _ size: PictureSize) throws(InkError) -> [UInt8] {
    var coverage = try surface.withRows { width, height, row throws(InkError) in
      var coverage: [UInt8] = []
      coverage.reserveCapacity(width * height)
      for index in 0..<height { coverage += row(index) }
      return coverage
    }
    if appearance.pen == .pencil { PaperTooth.wear(&coverage, size, seed: appearance.seed) }
    return coverage
  }

  /// Adds printed lines, which may lie askew, as ink so thin that it is faint.
  private static func addRules(of pages: [Page], to coverage: inout [UInt8], _ size: PictureSize) throws(InkError) {
    guard pages.contains(where: { !$0.rules.isEmpty }) else { return }
    let surface = CairoSurface.coverage(width: size.width, height: size.height)
    do {
      let canvas = CairoCanvas(surface)
      canvas.scale(size.scale)
      for page in pages {
        canvas.draw(page.rules, .black)
        cairo_translate(canvas.context, 0, page.height)
      }
      try canvas.check()
    }
    try surface.withRows { width, height, row throws(InkError) in
      for index in 0..<height {
        for (column, cover) in row(index).enumerated() {
          coverage[index * width + column] = max(coverage[index * width + column], UInt8(Int(cover) * 70 / 255))
        }
      }
    }
  }

  private func scannedPaper() throws(InkError) -> Colour {
    guard let paper = appearance.paper else {
      throw InkError("A scan shows its paper, but the paper is transparent; choose a paper-colour, or scan 0.")
    }
    return paper
  }
}

extension [UInt8] {
  /// Tells where the rows of a picture are, for as long as the body runs.
  /// - Parameter width: of a row, in bytes.
  func withRows<Value>(
    of width: Int, _ body: ((Int) -> UnsafeBufferPointer<UInt8>) throws(InkError) -> Value
  ) throws(InkError) -> Value {
    try withUnsafeBufferPointer { bytes throws(InkError) in
      try body { UnsafeBufferPointer(rebasing: bytes[width * $0..<width * ($0 + 1)]) }
    }
  }
}
