/// A place on paper; x grows to the right, y downwards.
///
/// The unit is the container's: whiteboard units as recorded, x-heights once a line is normalised, millimetres on a page.
public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Point, factor: Double) -> Point { Point(x: a.x * factor, y: a.y * factor) }

  /// Distance from the origin.
  var length: Double { (x * x + y * y).squareRoot() }

  func distance(to other: Point) -> Double { (other - self).length }
}

/// An upright rectangle around ink.
public struct Bounds: Sendable, Equatable {
  public var minX: Double
  public var minY: Double
  public var maxX: Double
  public var maxY: Double

  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  public var width: Double { maxX - minX }
  public var height: Double { maxY - minY }

  /// The smallest rectangle around some points; nil for none.
  init?(_ points: some Sequence<Point>) {
    var found: Bounds?
    for point in points {
      guard var bounds = found else {
        found = Bounds(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y)
        continue
      }
      bounds.minX = min(bounds.minX, point.x)
      bounds.minY = min(bounds.minY, point.y)
      bounds.maxX = max(bounds.maxX, point.x)
      bounds.maxY = max(bounds.maxY, point.y)
      found = bounds
    }
    guard let found else { return nil }
    self = found
  }
}
