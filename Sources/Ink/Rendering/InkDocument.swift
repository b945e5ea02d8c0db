/// Pages with all that a file of any format says of them.
public struct InkDocument: Sendable {
  /// The formats there are; the first is the default.
  public static let formats = ["pdf", "png", "svg", "json", "inkml", "gcode", "hpgl"]

  /// Whether files of a format say themselves how they came about. HP-GL has no comments that every plotter knows.
  public static func holdsReceipt(_ format: String) -> Bool { format != "hpgl" }

  /// Version of all that makes a file of ink: layout, curves, renderers. Raised whenever equal ink gives other bytes, so
  /// that a receipt tells which of two files was drawn how; `RendererVersionTests` notices.
  public static let renderer = 3

  public var pages: [Page]
  /// The text that was asked for; empty where there was none.
  public var text: String
  /// Height of small letters in mm.
  public var xHeight: Double
  /// What else is known of the ink, for JSON.
  public var properties: [(name: String, value: String)]
  /// What the file says of how it came about, one line of ASCII; nil leaves it out, and the title with it.
  public var receipt: String?

  public init(
    pages: [Page], text: String, xHeight: Double, properties: [(name: String, value: String)] = [],
    receipt: String? = nil
  ) {
    self.pages = pages
    self.text = text
    self.xHeight = xHeight
    self.properties = properties
    self.receipt = receipt
  }

  /// The file's bytes; equal documents give equal bytes.
  public func file(format: String, options: SheetOptions) throws(InkError) -> [UInt8] {
    let appearance = options.appearance(xHeight: xHeight)
    switch format {
    case "pdf":
      let textXHeight = receipt == nil ? nil : xHeight
      return try PDFRenderer(appearance, title: title, receipt: receipt, textXHeight: textXHeight).render(pages)
    case "svg":
      let strokes = StrokeSVG(appearance: appearance, xHeight: xHeight, title: title, receipt: receipt)
      switch options.svg {
      case .page: return try SVGRenderer(appearance, title: title, receipt: receipt).render(pages)
      case .plotter: return strokes.render(pages, as: .plotter)
      case .animated: return strokes.render(pages, as: .animated)
      }
    case "png":
      return try PNGRenderer(appearance, resolution: options.resolution, receipt: receipt).render(pages)
    case "json":
      return JSONRenderer(text: text, xHeight: xHeight, properties: properties, receipt: receipt).render(pages)
    case "inkml":
      return InkMLRenderer(text: text, xHeight: xHeight, properties: properties, receipt: receipt).render(pages)
    case "gcode": return GCodeRenderer(plotter: options.plotter, receipt: receipt).render(pages)
    case "hpgl": return HPGLRenderer(plotter: options.plotter).render(pages)
    default:
      throw InkError("There is no format '\(format)' for ink; choose \(Self.formats.joined(separator: ", ")).")
    }
  }

  /// The text's first line, shortened; empty in a file that is to say nothing of itself.
  private var title: String {
    guard receipt != nil else { return "" }
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 80 ? "\(line.prefix(79))…" : line
  }
}
