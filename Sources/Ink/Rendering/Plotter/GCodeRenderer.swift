/// Renders pages to G-code for pen plotters (RS-274, as GRBL and LinuxCNC read it): mm, absolute coordinates, a pause
/// between pages.
struct GCodeRenderer: Sendable {
  var plotter: PlotterOptions
  /// Stands in a comment; none where nil.
  var receipt: String?

  /// How the line begins that holds the receipt.
  static let receiptStart = "; seqd-receipt "

  /// The file's bytes; equal pages give equal bytes.
  func render(_ pages: [Page]) -> [UInt8] {
    var file = "; handwriting, \(pages.count) page(s), in mm, the origin at the lower left corner of each\n"
    if let receipt { file += "\(Self.receiptStart)\(receipt)\n" }
    file += "G21\nG90\nG94\n" + penUp
    let (feed, travel) = (JSONText.number(plotter.feedRate), JSONText.number(plotter.travelRate))
    for (number, page) in pages.enumerated() {
      if number > 0 { file += home + "M0\n" }
      file += "; page \(number + 1), \(JSONText.number(page.width)) x \(JSONText.number(page.height)) mm\n"
      for places in PenMoves(page, origin: plotter.origin).strokes {
        file += "G0 \(Self.place(places[0])) F\(travel)\n" + penDown
        for (index, place) in places.enumerated().dropFirst() {
          file += "G1 \(Self.place(place))\(index == 1 ? " F\(feed)" : "")\n"
        }
        file += penUp
      }
    }
    file += home
    if plotter.lift == .servo { file += "M5\n" }
    return Array((file + "M2\n").utf8)
  }

  private var home: String { "G0 \(Self.place(plotter.origin)) F\(JSONText.number(plotter.travelRate))\n" }

  private var penUp: String {
    let up = JSONText.number(plotter.penUp)
    return plotter.lift == .z ? "G0 Z\(up) F\(JSONText.number(plotter.travelRate))\n" : "M3 S\(up)\n\(Self.wait)"
  }

  private var penDown: String {
    let down = JSONText.number(plotter.penDown)
    return plotter.lift == .z ? "G1 Z\(down) F\(JSONText.number(plotter.feedRate))\n" : "M3 S\(down)\n\(Self.wait)"
  }

  /// A servo takes its time, in seconds, and the machine does not know of it.
  private static let wait = "G4 P0.2\n"

  private static func place(_ point: Point) -> String {
    "X\(JSONText.number(point.x)) Y\(JSONText.number(point.y))"
  }
}
