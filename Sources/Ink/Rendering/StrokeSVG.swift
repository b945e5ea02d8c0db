/// Renders pages to an SVG file with one path for each stroke, in mm, the pages below one another: for pen plotters, or one
/// that writes itself.
struct StrokeSVG: Sendable {
  enum Kind: Sendable {
    /// Lines alone, a layer of Inkscape's for each page.
    case plotter
    /// On paper, each stroke as the pen draws it.
    case animated
  }

  var appearance: InkAppearance
  /// Height of small letters in mm, which tells how fast the pen moves.
  var xHeight: Double
  /// The drawing's title; none where empty.
  var title: String
  /// Stands in the drawing's metadata; none where nil.
  var receipt: String?

  /// The file's bytes; equal pages give equal bytes.
  func render(_ pages: [Page], as kind: Kind) -> [UInt8] {
    let (width, height) = (JSONText.number(pages.width), JSONText.number(pages.height))
    let layers = kind == .plotter ? " xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"" : ""
    var file = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg"\(layers) width="\(width)mm" height="\(height)mm" \
      viewBox="0 0 \(width) \(height)" version="1.1">
      """
    file += SVGFile.about(title: title, receipt: receipt) + "\n"
    if kind == .animated {
      file += Self.style
      if let paper = appearance.paper {
        file += "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(paper.code)\"/>\n"
      }
    }
    if kind == .animated { file += rules(of: pages) }
    let strokes = pages.strokes
    let starts = PenTime.starts(of: strokes, xHeight: xHeight)
    var next = 0
    for (number, page) in pages.enumerated() {
      let layer = " inkscape:groupmode=\"layer\" inkscape:label=\"Page \(number + 1)\""
      file += """
        <g id="page\(number + 1)"\(kind == .plotter ? layer : "") fill="none" stroke="\(appearance.ink.code)" \
        stroke-width="\(JSONText.number(appearance.penWidth))" stroke-linecap="round" stroke-linejoin="round">

        """
      for index in next..<next + page.drawing.strokes.count {
        guard let curve = SmoothCurve(through: strokes[index]) else { continue }
        let time = kind == .animated ? Self.time(of: strokes[index], curve, from: starts[index]) : ""
        file += "<path\(time) d=\"\(Self.path(curve))\"/>\n"
      }
      next += page.drawing.strokes.count
      file += "</g>\n"
    }
    return Array((file + "</svg>\n").utf8)
  }

  /// What is printed on the paper, which is there from the beginning.
  private func rules(of pages: [Page]) -> String {
    var file = ""
    var top = 0.0
    for page in pages {
      for rule in page.rules {
        let ends = [("x1", rule.from.x), ("y1", top + rule.from.y), ("x2", rule.to.x), ("y2", top + rule.to.y)]
        file +=
          "<line class=\"rule\" \(ends.map { "\($0)=\"\(JSONText.number($1))\"" }.joined(separator: " ")) "
          + "stroke=\"\(appearance.rules.code)\" stroke-width=\"\(JSONText.number(rule.width))\" "
          + "stroke-linecap=\"round\"/>\n"
      }
      top += page.height
    }
    return file
  }

  private static func path(_ curve: SmoothCurve) -> String {
    func place(_ point: Point) -> String { "\(JSONText.number(point.x)) \(JSONText.number(point.y))" }
    var path = "M\(place(curve.start))"
    guard !curve.isDot else { return "\(path)L\(place(curve.start))" }
    for segment in curve.segments {
      path += "C\(place(segment.control1)) \(place(segment.control2)) \(place(segment.end))"
    }
    return path
  }

  /// A stroke is hidden until its time comes, and grows from its beginning. What is drawn is drawn whole: without
  /// animation, or for somebody who wants none, the writing is there.
  private static let style = """
    <style>
    path { animation: write linear backwards }
    .dot { animation-name: appear }
    @keyframes write {
      from { stroke-dasharray: 1 2; stroke-dashoffset: 1; stroke-opacity: 0 }
      1% { stroke-opacity: 1 }
      to { stroke-dasharray: 1 2; stroke-dashoffset: 0 }
    }
    @keyframes appear { from { stroke-opacity: 0 } 1% { stroke-opacity: 1 } }
    @media (prefers-reduced-motion: reduce) { path { animation: none } }
    </style>

    """

  /// - Parameter start: when it begins, in ms.
  private static func time(of stroke: Stroke, _ curve: SmoothCurve, from start: Int) -> String {
    let duration = max(PenTime.interval * (stroke.points.count - 1), PenTime.interval)
    let time = "style=\"animation-delay:\(start)ms;animation-duration:\(duration)ms\""
    return curve.isDot ? " class=\"dot\" \(time)" : " pathLength=\"1\" \(time)"
  }
}
