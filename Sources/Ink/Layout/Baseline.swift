/// The straight line that letters stand on: y = intercept + slope · x.
public struct Baseline: Sendable, Equatable {
  public var intercept: Double
  public var slope: Double

  /// The steepest slope that is taken for the hand's drift rather than for a mistake: about 17 degrees.
  static let steepest = 0.3

  /// A robust line through the lowest turns of the ink.
  ///
  /// Starts from the median of the slopes between pairs (Theil-Sen), then refines with Tukey's biweight, which leaves
  /// out descenders and commas. A few letters say little about a slope, so the fit is drawn towards level by the weight
  /// of `(noise ÷ usual slope)²` x-heights squared.
  ///
  /// - Parameters:
  ///   - bottoms: the lowest turns that should stand on the line.
  ///   - xHeight: a rough x-height, the unit of the noise.
  static func fit(_ bottoms: [Point], xHeight: Double) -> Baseline? {
    guard !bottoms.isEmpty, xHeight > 0 else { return nil }
    let noise = 0.15
    let usualSlope = 0.04
    let ridge = (noise / usualSlope) * (noise / usualSlope) * xHeight * xHeight

    var line = Baseline(intercept: 0, slope: medianSlope(bottoms, apart: 4 * xHeight))
    line.intercept = Turns.median(bottoms.map { $0.y - line.slope * $0.x }) ?? 0
    for reach in [1.0, 0.7, 0.5, 0.5, 0.5] {
      let weights = bottoms.map { point in
        let distance = (point.y - line.intercept - line.slope * point.x) / (reach * xHeight)
        let inside = max(0, 1 - distance * distance)
        return inside * inside
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { break }
      let meanX = zip(weights, bottoms).reduce(0) { $0 + $1.0 * $1.1.x } / total
      let meanY = zip(weights, bottoms).reduce(0) { $0 + $1.0 * $1.1.y } / total
      var sxx = ridge
      var sxy = 0.0
      for (weight, point) in zip(weights, bottoms) {
        sxx += weight * (point.x - meanX) * (point.x - meanX)
        sxy += weight * (point.x - meanX) * (point.y - meanY)
      }
      let slope = min(max(sxy / sxx, -steepest), steepest)
      line = Baseline(intercept: meanY - slope * meanX, slope: slope)
    }
    return line
  }

  /// The median slope between points that stand at least `apart` from each other, 0 without such pairs.
  private static func medianSlope(_ points: [Point], apart: Double) -> Double {
    var slopes: [Double] = []
    for (index, a) in points.enumerated() {
      for b in points[(index + 1)...] where abs(b.x - a.x) >= apart { slopes.append((b.y - a.y) / (b.x - a.x)) }
    }
    return min(max(Turns.median(slopes) ?? 0, -steepest), steepest)
  }
}
