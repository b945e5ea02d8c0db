/// One cubic Bézier piece; it begins where the piece before it ends.
struct CurveSegment: Equatable {
  var control1: Point
  var control2: Point
  var end: Point
}

/// A smooth curve through the points of a stroke: the centripetal Catmull-Rom spline, in Bézier pieces.
///
/// The centripetal knots (square roots of the distances) keep the curve free of loops and cusps between points that
/// stand unevenly, as pen points do (Yuksel, Schaefer, Keyser 2011).
struct SmoothCurve: Equatable {
  var start: Point
  var segments: [CurveSegment]

  init(start: Point, segments: [CurveSegment]) {
    self.start = start
    self.segments = segments
  }

  /// The curve through a stroke; nil for a stroke without points. A dot has one segment of no length, which round
  /// caps draw as a dot.
  init?(through stroke: Stroke) {
    let points = Self.distinct(stroke.points).map { stroke.points[$0] }
    guard let first = points.first else { return nil }
    start = first
    guard points.count > 1 else {
      segments = [CurveSegment(control1: first, control2: first, end: first)]
      return
    }
    segments = (0..<points.count - 1).map { index in
      let p1 = points[index]
      let p2 = points[index + 1]
      return Self.segment(
        before: index > 0 ? points[index - 1] : nil, from: p1, to: p2,
        after: index + 2 < points.count ? points[index + 2] : nil)
    }
  }

  /// Whether it is one place, and no line.
  var isDot: Bool { segments.count == 1 && segments[0].end == start }

  /// The points that the curve goes through, by their numbers: neighbours in one place make knots of no length, so only
  /// one of them stays.
  static func distinct(_ points: [Point]) -> [Int] {
    var kept: [Int] = []
    for index in points.indices where kept.last.map({ points[$0].distance(to: points[index]) > 1e-9 }) ?? true {
      kept.append(index)
    }
    return kept
  }

  private static func segment(before: Point?, from p1: Point, to p2: Point, after: Point?) -> CurveSegment {
    let d2 = p1.distance(to: p2)
    let k2 = d2.squareRoot()
    var control1 = p1 + (p2 - p1) * (1.0 / 3)
    if let p0 = before {
      let d1 = p0.distance(to: p1)
      let k1 = d1.squareRoot()
      let sum = (p2 * d1 - p0 * d2) + p1 * (2 * d1 + 3 * k1 * k2 + d2)
      control1 = sum * (1 / (3 * k1 * (k1 + k2)))
    }
    var control2 = p2 - (p2 - p1) * (1.0 / 3)
    if let p3 = after {
      let d3 = p2.distance(to: p3)
      let k3 = d3.squareRoot()
      let sum = (p1 * d3 - p3 * d2) + p2 * (2 * d3 + 3 * k3 * k2 + d2)
      control2 = sum * (1 / (3 * k3 * (k3 + k2)))
    }
    return CurveSegment(control1: control1, control2: control2, end: p2)
  }
}

extension SmoothCurve {
  /// The ends of straight pieces that leave the curve by no more than `tolerance`, the start left out.
  func chords(tolerance: Double) -> [Point] {
    var ends: [Point] = []
    ends.reserveCapacity(segments.count)
    var from = start
    for segment in segments {
      let count = segment.chordCount(from: from, tolerance: tolerance)
      for step in stride(from: 1, to: count, by: 1) {
        ends.append(segment.point(from: from, at: Double(step) / Double(count)))
      }
      ends.append(segment.end)
      from = segment.end
    }
    return ends
  }
}

extension CurveSegment {
  /// How many straight pieces leave this one by no more than `tolerance`.
  ///
  /// A cubic piece whose controls stand off its thirds by second differences of at most d leaves n equal chords by no more
  /// than 3/4 d / n². Pen points stand so close that most pieces are one chord.
  func chordCount(from p0: Point, tolerance: Double) -> Int {
    let first = p0 - control1 * 2 + control2
    let second = control1 - control2 * 2 + end
    let difference = max(first.length, second.length)
    return Int(min((0.75 * difference / tolerance).squareRoot().rounded(.up), 64))
  }

  /// The place at a share of its way, from 0 to 1.
  func point(from p0: Point, at t: Double) -> Point {
    let u = 1 - t
    return p0 * (u * u * u) + control1 * (3 * u * u * t) + control2 * (3 * u * t * t) + end * (t * t * t)
  }
}
