/// The way of a pen with the width of its line: places so close that straight pieces between them show the curve.
struct PenTrace {
  struct Sample: Equatable {
    var place: Point
    /// Of the line, across the pen's way.
    var width: Double
    /// The stroke's point that the pen is at or on its way to.
    var point: Int
  }

  /// How far straight pieces leave curves in files of vectors, in mm.
  static let finest = 0.008

  /// At least one, in the order of writing; a dot has just that.
  private(set) var samples: [Sample]

  /// - Parameter tolerance: how far straight pieces may leave the curve, in the stroke's unit.
  /// - Returns: nil for a stroke without points.
  init?(_ stroke: Stroke, _ appearance: InkAppearance, tolerance: Double) {
    guard let curve = SmoothCurve(through: stroke) else { return nil }
    let kept = SmoothCurve.distinct(stroke.points)
    let widths = PenWidths(kept.map { stroke.points[$0] }, appearance)
    samples = [Sample(place: curve.start, width: widths[0], point: kept[0])]
    guard !curve.isDot else { return }
    var from = curve.start
    for (index, segment) in curve.segments.enumerated() {
      // What is uneven about a pencil's line is finer than its points.
      let fine = appearance.pen == .pencil ? from.distance(to: segment.end) / (0.4 * appearance.penWidth) : 0
      let count = max(1, segment.chordCount(from: from, tolerance: tolerance), Int(min(fine, 64)))
      for step in 1...count {
        let share = Double(step) / Double(count)
        samples.append(
          Sample(
            place: step == count ? segment.end : segment.point(from: from, at: share),
            width: widths[index] + (widths[index + 1] - widths[index]) * share, point: kept[index + 1]))
      }
      from = segment.end
    }
  }
}
