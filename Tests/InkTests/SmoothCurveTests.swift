import Testing

@testable import Ink

@Suite struct SmoothCurveTests {
  @Test func theCurvePassesThroughEveryPoint() throws {
    let points = [Point(x: 0, y: 0), Point(x: 1, y: 2), Point(x: 4, y: 2), Point(x: 4.1, y: 0)]
    let curve = try #require(SmoothCurve(through: Stroke(points)))
    #expect([curve.start] + curve.segments.map(\.end) == points)
  }

  @Test func theCurveHasNoCornerAtAnInnerPoint() throws {
    let points = [Point(x: 0, y: 0), Point(x: 1, y: 2), Point(x: 4, y: 2), Point(x: 4.5, y: -3)]
    let curve = try #require(SmoothCurve(through: Stroke(points)))
    for index in 0..<curve.segments.count - 1 {
      let before = curve.segments[index].end - curve.segments[index].control2
      let after = curve.segments[index + 1].control1 - curve.segments[index].end
      let cross = before.x * after.y - before.y * after.x
      #expect(abs(cross) < 1e-12)
      #expect(before.x * after.x + before.y * after.y > 0)
    }
  }

  @Test func pointsOnALineStayOnIt() throws {
    let stroke = Stroke((0..<6).map { Point(x: Double($0 * $0), y: 2 * Double($0 * $0)) })
    let curve = try #require(SmoothCurve(through: stroke))
    for segment in curve.segments {
      #expect(abs(segment.control1.y - 2 * segment.control1.x) < 1e-9)
      #expect(abs(segment.control2.y - 2 * segment.control2.x) < 1e-9)
    }
  }

  @Test func pointsInOnePlaceMakeADotNotANumberThatIsNone() throws {
    let curve = try #require(SmoothCurve(through: Stroke(Array(repeating: Point(x: 3, y: 4), count: 5))))
    #expect(curve.segments == [CurveSegment(control1: curve.start, control2: curve.start, end: curve.start)])
    #expect(SmoothCurve(through: Stroke([])) == nil)
    let doubled = try #require(
      SmoothCurve(through: Stroke([Point(x: 0, y: 0), Point(x: 0, y: 0), Point(x: 1, y: 1), Point(x: 1, y: 1)])))
    #expect(doubled.segments.allSatisfy { $0.control1.x.isFinite && $0.control2.y.isFinite })
  }

  @Test func denoisingRemovesTremorAndKeepsEndsAndCount() {
    let zigzag = Stroke((0..<9).map { Point(x: Double($0), y: $0 % 2 == 0 ? 1 : -1) })
    let smooth = zigzag.denoised(strength: 1)
    #expect(smooth.points.count == 9)
    #expect(smooth.points.first == zigzag.points.first && smooth.points.last == zigzag.points.last)
    #expect(smooth.points[1..<8].allSatisfy { abs($0.y) < 1e-12 })
    #expect(zigzag.denoised(strength: 0) == zigzag)
  }

  /// A place on a cubic Bézier piece.
  private func place(_ p0: Point, _ segment: CurveSegment, _ t: Double) -> Point {
    let u = 1 - t
    return p0 * (u * u * u) + segment.control1 * (3 * u * u * t) + segment.control2 * (3 * u * t * t)
      + segment.end * (t * t * t)
  }

  private func distance(of p: Point, from a: Point, to b: Point) -> Double {
    let d = b - a
    let length = d.x * d.x + d.y * d.y
    let t = length == 0 ? 0 : min(1, max(0, ((p.x - a.x) * d.x + (p.y - a.y) * d.y) / length))
    return p.distance(to: a + d * t)
  }

  @Test(arguments: [0.5, 0.1, 0.01]) func chordsStayWithinTheToleranceAndAreNoMoreThanNeeded(tolerance: Double) throws {
    let points = (0..<40).map { Point(x: Double($0) * 1.7, y: 9 * Double(($0 * 37) % 11) / 11) }
    let curve = try #require(SmoothCurve(through: Stroke(points)))
    let chords = [curve.start] + curve.chords(tolerance: tolerance)
    #expect(points.allSatisfy(chords.contains), "pen points stay where they are")
    #expect(chords.count < 40 * 40)
    var start = curve.start
    var worst = 0.0
    for segment in curve.segments {
      for step in 0...20 {
        let p = place(start, segment, Double(step) / 20)
        worst = max(worst, zip(chords, chords.dropFirst()).map { distance(of: p, from: $0, to: $1) }.min() ?? 1)
      }
      start = segment.end
    }
    #expect(worst <= tolerance && worst > tolerance / 20)
  }

  @Test func aDotHasAChordOfNoLength() throws {
    let dot = try #require(SmoothCurve(through: Stroke([Point(x: 3, y: 4)])))
    #expect(dot.chords(tolerance: 0.1) == [Point(x: 3, y: 4)])
  }
}
