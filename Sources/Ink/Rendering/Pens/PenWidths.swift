/// How wide a pen's line is at each point of a stroke.
///
/// Points are as far apart as the pen went in one interval of `PenTime`, so that distances are speeds. Everything is
/// computed by square roots and divisions alone, and so is the same on every machine.
struct PenWidths {
  private var widths: [Double]

  /// The usual way of a pen from one point to the next, in x-heights.
  private static let usualWay = 0.16

  /// - Parameters:
  ///   - points: of a stroke, no two neighbours in one place.
  ///   - appearance: pen, its width, and the x-height by which speed is measured, in the points' unit.
  init(_ points: [Point], _ appearance: InkAppearance) {
    let width = appearance.penWidth
    switch appearance.pen {
    case .ballpoint: widths = Array(repeating: width, count: points.count)
    case .fountain:
      let slowness = Self.slowness(points, xHeight: appearance.xHeight)
      let directions = Self.directions(points)
      widths = points.indices.map { width * Nib.width(towards: directions[$0]) * (0.76 + 0.5 * slowness[$0]) }
    case .pencil:
      let slowness = Self.slowness(points, xHeight: appearance.xHeight)
      widths = points.indices.map { width * (0.75 + 0.5 * slowness[$0]) }
    }
    if appearance.pen != .ballpoint { widths = Self.smooth(widths, times: 2) }
  }

  subscript(index: Int) -> Double { widths[index] }

  /// For each point from 0 for the fastest pen, over about ½ for a usual one, to 1 for one that stands.
  static func slowness(_ points: [Point], xHeight: Double) -> [Double] {
    guard points.count > 1, xHeight > 0 else { return points.map { _ in 0.75 } }
    let speeds = points.indices.map { index in
      let before = index > 0 ? points[index].distance(to: points[index - 1]) : 0
      let after = index < points.count - 1 ? points[index].distance(to: points[index + 1]) : 0
      // At the ends of a stroke the pen comes to rest.
      return 0.5 * (before + after) / xHeight
    }
    return smooth(speeds, times: 2).map { usualWay / (usualWay + $0) }
  }

  /// For each point the direction of the pen, of length 1; (0, 0) where it has none.
  private static func directions(_ points: [Point]) -> [Point] {
    points.indices.map { index in
      let way = points[min(index + 1, points.count - 1)] - points[max(index - 1, 0)]
      return way.length > 0 ? way * (1 / way.length) : Point(x: 0, y: 0)
    }
  }

  /// Each value moved to the mean of itself and its neighbours (¼, ½, ¼), several times over.
  private static func smooth(_ values: [Double], times: Int) -> [Double] {
    var values = values
    for _ in 0..<times where values.count > 1 {
      values = values.indices.map { index in
        let before = values[max(index - 1, 0)]
        let after = values[min(index + 1, values.count - 1)]
        return 0.25 * before + 0.5 * values[index] + 0.25 * after
      }
    }
    return values
  }
}

/// The edge of a fountain pen's nib: an ellipse that is held at 40 degrees, as the right hand does.
private enum Nib {
  /// Half axes in widths of the pen, along the edge and across it, doubled.
  private static let long = 1.42
  private static let short = 0.5
  /// Along the edge: cosine and sine of 40 degrees, from the lower left to the upper right.
  private static let edge = Point(x: 0.766_044_443_118_978, y: -0.642_787_609_686_539)

  /// How wide the ellipse is across a way.
  /// - Parameter way: of length 1, or (0, 0) for a pen that stands.
  static func width(towards way: Point) -> Double {
    guard way != Point(x: 0, y: 0) else { return 0.5 * (long + short) }
    let along = way.x * edge.x + way.y * edge.y
    let across = way.x * edge.y - way.y * edge.x
    // Across the way the ellipse's extent takes the axes crosswise.
    return (long * long * across * across + short * short * along * along).squareRoot()
  }
}
