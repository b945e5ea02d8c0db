/// What the pen draws between touching the paper and leaving it: its points in the order of writing.
public struct Stroke: Sendable, Equatable {
  public var points: [Point]

  public init(_ points: [Point]) { self.points = points }
}

/// Strokes in the order of writing.
public struct InkDrawing: Sendable, Equatable {
  public var strokes: [Stroke]

  public init(_ strokes: [Stroke] = []) { self.strokes = strokes }

  /// Number of points in all strokes.
  public var pointCount: Int { strokes.reduce(0) { $0 + $1.points.count } }

  /// The smallest rectangle around all points; nil without any.
  public var bounds: Bounds? { Bounds(strokes.lazy.flatMap(\.points)) }

  /// The drawing with every point replaced.
  public func mapPoints(_ transform: (Point) -> Point) -> InkDrawing {
    InkDrawing(strokes.map { Stroke($0.points.map(transform)) })
  }

  /// The points of each stroke in multiples of a unit.
  public func strokes(in unit: Double) -> [[SIMD2<Float>]] {
    strokes.map { stroke in stroke.points.map { SIMD2(Float($0.x / unit), Float($0.y / unit)) } }
  }

  /// The drawing moved and scaled: x · scale + dx, y · scale + dy.
  public func placed(dx: Double, dy: Double, scale: Double = 1) -> InkDrawing {
    mapPoints { Point(x: $0.x * scale + dx, y: $0.y * scale + dy) }
  }
}
