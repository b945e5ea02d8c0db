/// Pages with all that a file of any format says of them.
public struct InkDocument: Sendable {
  /// The formats there are; the first is the default.
  public static let formats = ["pdf", "png", "svg", "json", "inkml", "gcode", "hpgl"]

  /// The formats that say what the PNG shows, and where.
  public static let truthFormats = ["page.xml", "truth.json"]

  /// Whether files of a format say themselves how they came about. HP-GL has no comments that every plotter knows.
  public static func holdsReceipt(_ format: String) -> Bool { format != "hpgl" }

  /// Version of all that makes a file of ink: signs, layout, curves, renderers. Raised whenever equal ink gives other bytes,
  /// so that a receipt tells which of two files was drawn how; `RendererVersionTests` notices.
  public static let renderer = 6

  public var pages: [Page]
  /// The text that was asked for; empty where there was none.
  public var text: String
  /// Height of small letters in mm.
  public var xHeight: Double
  /// What else is known of the ink, for JSON.
  public var properties: [(name: String, value: String)]
  /// The item's, from which all that is uneven about a pen or a scan follows.
  public var seed: UInt64
  /// What the file says of how it came about, one line of ASCII; nil leaves it out, and the title with it.
  public var receipt: String?

  public init(
    pages: [Page], text: String, xHeight: Double, properties: [(name: String, value: String)] = [], seed: UInt64 = 0,
    receipt: String? = nil
  ) {
    self.pages = pages
    self.text = text
    self.xHeight = xHeight
    self.properties = properties
    self.seed = seed
    self.receipt = receipt
  }

  /// The file's bytes; equal documents give equal bytes.
  public func file(format: String, options: SheetOptions) throws(InkError) -> [UInt8] {
    let appearance = options.appearance(xHeight: xHeight, seed: seed)
    switch format {
    case "pdf":
      let textXHeight = receipt == nil ? nil : xHeight
      return try PDFRenderer(appearance, title: title, receipt: receipt, textXHeight: textXHeight).render(pages)
    case "svg":
      // Read back, its title is what all the ink says.
      let strokes = StrokeSVG(
        appearance: appearance, xHeight: xHeight, title: receipt == nil ? "" : text, receipt: receipt)
      switch options.svg {
      case .page: return try SVGRenderer(appearance, title: title, receipt: receipt).render(pages)
      case .plotter: return strokes.render(pages, as: .plotter)
      case .animated: return strokes.render(pages, as: .animated)
      }
    case "png":
      var renderer = PNGRenderer(appearance, resolution: options.resolution, receipt: receipt)
      renderer.scan = options.scan > 0 ? ScanLook(strength: options.scan, seed: seed) : nil
      return try renderer.render(
        zip(pages, motions(appearance, options)).map { page, motion in
          var page = page
          page.drawing = motion.moved(page.drawing)
          page.rules = motion.moved(page.rules)
          return page
        })
    case "json":
      return JSONRenderer(text: text, xHeight: xHeight, properties: properties, receipt: receipt).render(pages)
    case "inkml":
      return InkMLRenderer(text: text, xHeight: xHeight, properties: properties, receipt: receipt).render(pages)
    case "gcode": return GCodeRenderer(plotter: options.plotter, receipt: receipt).render(pages)
    case "hpgl": return HPGLRenderer(plotter: options.plotter).render(pages)
    case "page.xml": return PageXMLRenderer(receipt: receipt).render(try truth(appearance, options))
    case "truth.json": return TruthRenderer(text: text, receipt: receipt).render(try truth(appearance, options))
    default:
      let known = (Self.formats + Self.truthFormats).joined(separator: ", ")
      throw InkError("There is no format '\(format)' for ink; choose one of \(known).")
    }
  }

  private func truth(_ appearance: InkAppearance, _ options: SheetOptions) throws(InkError) -> PageTruth {
    // It tells of a picture, which must be one that can be made.
    _ = try PNGRenderer(appearance, resolution: options.resolution).size(of: pages)
    return PageTruth(pages, appearance, resolution: options.resolution, motions: motions(appearance, options))
  }

  /// How each page lies in the picture.
  private func motions(_ appearance: InkAppearance, _ options: SheetOptions) -> [SheetMotion] {
    let scan = ScanLook(strength: options.scan, seed: seed)
    return pages.enumerated().map { number, page in
      options.scan > 0 ? scan.motion(of: page, number: number, penWidth: appearance.penWidth) : .none
    }
  }

  /// The text's first line, shortened; empty in a file that is to say nothing of itself.
  private var title: String {
    guard receipt != nil else { return "" }
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 80 ? "\(line.prefix(79))…" : line
  }
}
