/// Renders pages to HP-GL: absolute coordinates in plotter units of 0.025 mm, pen 1, a new sheet between pages.
struct HPGLRenderer: Sendable {
  var plotter: PlotterOptions

  private static let unitsPerMillimetre = 40.0

  /// The file's bytes; equal pages give equal bytes.
  func render(_ pages: [Page]) -> [UInt8] {
    // Speed is in whole cm/s.
    var file = "IN;\nSP1;\nVS\(max(1, Int((plotter.feedRate / 600).rounded())));\nPA;\n"
    for (number, page) in pages.enumerated() {
      if number > 0 { file += "PU0,0;\nPG;\n" }
      for places in PenMoves(page, origin: plotter.origin).strokes {
        var units = places.map(Self.place)
        units = units.indices.filter { $0 == 0 || units[$0] != units[$0 - 1] }.map { units[$0] }
        // A stroke within one unit is a dot: the pen comes down where it stands.
        let way = units.count > 1 ? units.dropFirst().joined(separator: ",") : units[0]
        file += "PU\(units[0]);\nPD\(way);\n"
      }
    }
    return Array((file + "PU0,0;\nSP0;\n").utf8)
  }

  private static func place(_ point: Point) -> String {
    "\(units(point.x)),\(units(point.y))"
  }

  /// Within what a plotter's numbers hold, however far out the page is.
  private static func units(_ length: Double) -> Int {
    Int(max(-0x7FFF_FFFF, min(0x7FFF_FFFF, length * unitsPerMillimetre)).rounded())
  }
}
