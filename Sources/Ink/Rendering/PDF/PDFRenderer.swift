/// Renders pages to a PDF file, one page each, as vectors.
///
/// The file is written here and not by Cairo, since Cairo writes no invisible text (rendering mode 3).
public struct PDFRenderer: Sendable {
  public var appearance: InkAppearance
  /// The document's title; none where empty.
  public var title: String
  /// Stands among the document's keywords; none where nil.
  public var receipt: String?
  /// Height of small letters in mm, if each word is to have its text, invisible, under its ink.
  public var textXHeight: Double?

  public init(
    _ appearance: InkAppearance, title: String = "", receipt: String? = nil, textXHeight: Double? = nil
  ) {
    self.appearance = appearance
    self.title = title
    self.receipt = receipt
    self.textXHeight = textXHeight
  }

  /// Points of PDF to the mm.
  static let points = 72 / 25.4

  /// The file's bytes; equal pages give equal bytes.
  public func render(_ pages: [Page]) throws(InkError) -> [UInt8] {
    guard !pages.isEmpty else { throw InkError("There is no page to render.") }
    var file = PDFFile()
    let root = file.reserve()
    let tree = file.reserve()
    var layer = textXHeight.map { TextLayer(xHeight: $0) }
    var contents: [Int] = []
    var pen = PDFPen(appearance)
    for (number, page) in pages.enumerated() {
      let text = layer?.operators(for: page) ?? ""
      let ink =
        appearance.pen == .ballpoint ? ink(of: page) : ground(of: page) + pen.operators(for: page, number: number)
      contents.append(try file.addStream(Array((text + ink).utf8)))
    }
    let font = try layer?.addFont(to: &file)
    let resources = (font.map { "/Font << /F \($0) 0 R >>" } ?? "") + pen.resources
    let kids = zip(pages, contents).map { page, content in
      file.add(
        """
        << /Type /Page /Parent \(tree) 0 R /MediaBox [0 0 \(Self.length(page.width)) \(Self.length(page.height))] \
        /Resources << \(resources) >> /Contents \(content) 0 R >>
        """)
    }
    file.add(
      "<< /Type /Pages /Kids [\(kids.map { "\($0) 0 R" }.joined(separator: " "))] /Count \(kids.count) >>", as: tree)
    file.add("<< /Type /Catalog /Pages \(tree) 0 R >>", as: root)
    var info = title.isEmpty ? "" : "/Title \(PDFFile.string(title))"
    if let receipt { info += "\n/Keywords \(PDFFile.string(receipt))" }
    let about = info.isEmpty ? nil : file.add("<< \(info) >>")
    return file.finished(root: root, info: about)
  }

  /// Paper and ink, each stroke as a path of its own.
  private func ink(of page: Page) -> String {
    var operators = ground(of: page)
    operators += "\(Self.colour(appearance.ink)) RG \(Self.length(appearance.penWidth)) w 1 J 1 j\n"
    func place(_ point: Point) -> String { "\(Self.length(point.x)) \(Self.length(page.height - point.y))" }
    for stroke in page.drawing.strokes {
      guard let curve = SmoothCurve(through: stroke) else { continue }
      operators += "\(place(curve.start)) m\n"
      if curve.isDot {
        operators += "\(place(curve.start)) l\n"
      } else {
        for segment in curve.segments {
          operators += "\(place(segment.control1)) \(place(segment.control2)) \(place(segment.end)) c\n"
        }
      }
      operators += "S\n"
    }
    return operators
  }

  /// The paper, where it has a colour, and what is printed on it.
  private func ground(of page: Page) -> String {
    var ground = ""
    if let paper = appearance.paper, paper != .white {
      ground = "\(Self.colour(paper)) rg 0 0 \(Self.length(page.width)) \(Self.length(page.height)) re f\n"
    }
    guard !page.rules.isEmpty else { return ground }
    return ground + "\(Self.colour(appearance.rules)) RG 1 J\n"
      + page.rules.map { rule in
        """
        \(Self.length(rule.width)) w \(Self.length(rule.from.x)) \(Self.length(page.height - rule.from.y)) m \
        \(Self.length(rule.to.x)) \(Self.length(page.height - rule.to.y)) l S

        """
      }.joined()
  }

  /// A length in mm as points, to a hundredth: 3.5 µm.
  static func length(_ millimetres: Double) -> String { JSONText.number((millimetres * points * 100).rounded() / 100) }

  static func colour(_ colour: Colour) -> String {
    [colour.red, colour.green, colour.blue].map(JSONText.number).joined(separator: " ")
  }
}
