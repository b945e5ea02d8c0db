/// What an SVG file is for.
public enum SVGKind: String, Sendable, CaseIterable {
  /// To look at and print.
  case page
  /// For a pen plotter: lines alone.
  case plotter
  /// One that writes itself.
  case animated
}

/// The user's choices about page and pen.
public struct SheetOptions: Sendable, Equatable {
  /// nil: a sheet around a short single line, A4 for everything else.
  public var format: PageFormat?
  /// Lengths in mm; nil where the default applies.
  public var margin: Double?
  public var xHeight: Double?
  public var lineSpacing: Double?
  public var penWidth: Double?
  public var pen: Pen
  public var alignment: Alignment
  public var ink: Colour
  /// nil leaves the paper transparent.
  public var paper: Colour?
  /// Pixels per inch of PNG pictures.
  public var resolution: Double
  /// How much PNG pictures look like scans, 0 to 1.
  public var scan: Double
  public var svg: SVGKind
  /// The machine for G-code and HP-GL.
  public var plotter: PlotterOptions

  /// The choices there are, in the order of the help.
  public static let declared: [SheetOption] =
    [
      SheetOption(
        name: "page", kind: .choice(["auto"] + PageFormat.allCases.map(\.rawValue)),
        help:
          "sheet: a4, a5, US letter, postcard (148 × 105 mm), envelope (DL), or a line just as large as the ink; auto "
          + "takes line for a short single line, else a4",
        defaultValue: .text("auto")),
      SheetOption(
        name: "margin", kind: .number(0...100, unit: "mm"),
        help: "free room at each edge (default 20, on small sheets 10, on a line 4)"),
      SheetOption(
        name: "size", kind: .number(1...40, unit: "mm"),
        help: "height of small letters such as x (default 2.4, on a line 6)"),
      SheetOption(
        name: "line-spacing", kind: .number(2...200, unit: "mm"),
        help: "from baseline to baseline (default 3.8 times the size)"),
      SheetOption(
        name: "ink-width", kind: .number(0.05...10, unit: "mm"), help: "width of the pen (default 0.14 times the size)"),
      SheetOption(
        name: "pen", kind: .choice(Pen.allCases.map(\.rawValue)),
        help: "line of one width, one that a nib makes, or a pencil's; lines for plotters are the same",
        defaultValue: .text(Pen.ballpoint.rawValue)),
      SheetOption(
        name: "ink-colour", kind: .text, help: "#rrggbb or one of \(Colour.names.joined(separator: ", "))",
        defaultValue: .text("navy")),
      SheetOption(
        name: "paper-colour", kind: .text, help: "as ink-colour, or none for transparent paper",
        defaultValue: .text("white")),
      SheetOption(
        name: "align", kind: .choice(Alignment.allCases.map(\.rawValue)), help: "where lines stand",
        defaultValue: .text("left")),
      SheetOption(
        name: "resolution", kind: .number(36...1200, unit: "dpi"), help: "pixels per inch of png",
        defaultValue: .number(300)),
      SheetOption(
        name: "scan", kind: .number(0...1, unit: ""),
        help: "how much png looks like a scan of paper: 0 not at all, 1 like a poor one", defaultValue: .number(0)),
      SheetOption(
        name: "svg-kind", kind: .choice(SVGKind.allCases.map(\.rawValue)),
        help: "svg as a page, as lines alone for a pen plotter, or one that writes itself",
        defaultValue: .text(SVGKind.page.rawValue)),
    ] + PlotterOptions.declared

  /// Reads the choices; those that `value` does not know keep their defaults.
  ///
  /// - Throws: for a colour or a name that does not exist.
  public init(_ value: (String) -> SheetOptionValue?) throws(InkError) {
    func chosen(_ name: String) -> SheetOptionValue? {
      value(name) ?? Self.declared.first { $0.name == name }?.defaultValue
    }
    func number(_ name: String) -> Double? {
      if case .number(let number) = chosen(name) { number } else { nil }
    }
    func text(_ name: String) -> String {
      if case .text(let text) = chosen(name) { text } else { "" }
    }
    let page = text("page")
    format = PageFormat(rawValue: page)
    guard format != nil || page == "auto" else {
      let names = (["auto"] + PageFormat.allCases.map(\.rawValue)).joined(separator: ", ")
      throw InkError("There is no page '\(page)'; choose one of \(names).")
    }
    guard let alignment = Alignment(rawValue: text("align")) else {
      throw InkError("Lines cannot be aligned '\(text("align"))'; choose left, centre or right.")
    }
    self.alignment = alignment
    margin = number("margin")
    xHeight = number("size")
    lineSpacing = number("line-spacing")
    penWidth = number("ink-width")
    guard let pen = Pen(rawValue: text("pen")) else {
      throw InkError("There is no pen '\(text("pen"))'; choose ballpoint, fountain or pencil.")
    }
    self.pen = pen
    resolution = number("resolution") ?? 300
    scan = number("scan") ?? 0
    guard let svg = SVGKind(rawValue: text("svg-kind")) else {
      throw InkError("There is no svg of kind '\(text("svg-kind"))'; choose page, plotter or animated.")
    }
    self.svg = svg
    plotter = try PlotterOptions(number: number, text: text)
    ink = try Self.colour(text("ink-colour"), of: "ink")
    paper = text("paper-colour") == "none" ? nil : try Self.colour(text("paper-colour"), of: "paper")
    guard scan == 0 || paper != nil else {
      throw InkError("A scan shows its paper, but the paper is transparent; choose a paper-colour, or scan 0.")
    }
  }

  private static func colour(_ text: String, of thing: String) throws(InkError) -> Colour {
    guard let colour = Colour(text) else {
      throw InkError(
        "'\(text)' is no colour for the \(thing); give #rrggbb or one of \(Colour.names.joined(separator: ", ")).")
    }
    return colour
  }

  /// Page and sizes for a text, the defaults filled in.
  ///
  /// - Parameters:
  ///   - isShortLine: whether the text is a single short line, which decides what `auto` means.
  ///   - size: size of the hand's small letters where none is chosen, 1 for the usual.
  /// - Throws: where the margins leave no room to write in.
  public func setup(isShortLine: Bool, size: Double = 1) throws(InkError) -> PageSetup {
    let format = format ?? (isShortLine ? .line : .a4)
    let xHeight = xHeight ?? size * (format == .line ? 6 : 2.4)
    let setup = PageSetup(
      format: format, margin: margin ?? format.usualMargin, xHeight: xHeight,
      lineSpacing: lineSpacing ?? 3.8 * xHeight, alignment: alignment)
    if let size = format.size, setup.measure < 10 * xHeight || size.height - 2 * setup.margin < 4 * xHeight {
      throw InkError(
        """
        Margins of \(JSONText.number(setup.margin)) mm leave no room for letters of \(JSONText.number(xHeight)) mm \
        on \(format.rawValue); choose a smaller margin or size.
        """)
    }
    return setup
  }

  /// Pen and colours for a size of writing.
  /// - Parameters:
  ///   - xHeight: in mm.
  ///   - seed: the item's.
  public func appearance(xHeight: Double, seed: UInt64 = 0) -> InkAppearance {
    InkAppearance(
      penWidth: penWidth ?? 0.14 * xHeight, ink: ink, paper: paper, pen: pen, xHeight: xHeight, seed: seed)
  }
}
