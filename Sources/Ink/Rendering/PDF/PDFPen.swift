/// What a pen other than the ballpoint leaves, as operators of PDF: filled outlines, some of them translucent.
struct PDFPen {
  private let appearance: InkAppearance
  /// Opacities below 1 that were used, in fortieths.
  private var opacities: Set<Int> = []

  init(_ appearance: InkAppearance) { self.appearance = appearance }

  /// - Parameter number: of the page, from 0.
  mutating func operators(for page: Page, number: Int) -> String {
    var operators = "\(PDFRenderer.colour(appearance.ink)) rg\n"
    var current = 40
    for mark in PenMark.marks(of: page.drawing, page: number, appearance, tolerance: PenTrace.finest) {
      let opacity = Int((40 * mark.opacity).rounded())
      if opacity != current {
        opacities.insert(opacity)
        operators += "/G\(opacity) gs\n"
        current = opacity
      }
      for polygon in mark.polygons {
        for (index, point) in polygon.enumerated() {
          let place = "\(PDFRenderer.length(point.x)) \(PDFRenderer.length(page.height - point.y))"
          operators += "\(place) \(index == 0 ? "m" : "l")\n"
        }
      }
      operators += "f\n"
    }
    return operators
  }

  /// The entry of a page's resources that names the opacities; empty without any.
  var resources: String {
    guard !opacities.isEmpty else { return "" }
    let states = opacities.sorted().map { "/G\($0) << /ca \(JSONText.number(Double($0) / 40)) >>" }
    return " /ExtGState << \(states.joined(separator: " ")) >>"
  }
}
