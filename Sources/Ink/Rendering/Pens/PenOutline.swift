/// The outline of a line whose width changes from place to place.
///
/// It consists of polygons that all turn the same way, so that together they cover, filled by nonzero winding, what any
/// of them covers. Where the line turns so sharply that a side would run backwards, one polygon ends and another begins;
/// round ends fill the corner.
enum PenOutline {
  /// A place of the line's middle and the width there.
  typealias Place = (place: Point, width: Double)

  static func polygons(_ places: [Place]) -> [[Point]] {
    guard places.count > 1 else { return places.map { disc(around: $0) } }
    var polygons: [[Point]] = []
    var first = 0
    for index in 1..<places.count where index == places.count - 1 || isCorner(places, index) {
      add(places[first...index], to: &polygons)
      first = index
    }
    return polygons
  }

  /// Whether the line turns by more than about 70 degrees.
  private static func isCorner(_ places: [Place], _ index: Int) -> Bool {
    let before = places[index].place - places[index - 1].place
    let after = places[index + 1].place - places[index].place
    return before.x * after.x + before.y * after.y < 0.34 * before.length * after.length
  }

  private static func add(_ run: ArraySlice<Place>, to polygons: inout [[Point]]) {
    var places = run.filter { $0.width > 0 }
    while places.count > 1 {
      let sides = Sides(places)
      guard places.count > 2, let index = sides.backward else { return polygons.append(sides.outline) }
      if index > 0 { add(places[...index], to: &polygons) }
      polygons.append(Sides(Array(places[index...index + 1])).outline)
      guard index + 2 < places.count else { return }
      places.removeFirst(index + 1)
    }
    polygons += places.map { disc(around: $0) }
  }

  /// The two sides of a line.
  private struct Sides {
    private let places: [Place]
    private let ways: [Point]
    private let directions: [Point]
    private let left: [Point]
    private let right: [Point]

    /// - Precondition: at least two places.
    init(_ places: [Place]) {
      self.places = places
      let ways = zip(places, places.dropFirst()).map { direction(from: $0.place, to: $1.place) }
      let directions = places.indices.map { index in
        let (before, after) = (ways[max(index - 1, 0)], ways[min(index, ways.count - 1)])
        return direction(from: Point(x: 0, y: 0), to: before + after)
      }
      left = places.indices.map { places[$0].place + aside(directions[$0]) * (0.5 * places[$0].width) }
      right = places.indices.map { places[$0].place - aside(directions[$0]) * (0.5 * places[$0].width) }
      (self.ways, self.directions) = (ways, directions)
    }

    /// The first piece of the way beside which a side runs backwards.
    var backward: Int? {
      ways.indices.first { index in
        let (along, back) = (left[index + 1] - left[index], right[index + 1] - right[index])
        let way = ways[index]
        return along.x * way.x + along.y * way.y <= 0 || back.x * way.x + back.y * way.y <= 0
      }
    }

    var outline: [Point] {
      let last = places.count - 1
      return left + arc(around: places[last], aside(directions[last])) + right.reversed()
        + arc(around: places[0], aside(directions[0]) * -1)
    }
  }

  private static func direction(from: Point, to: Point) -> Point {
    let way = to - from
    return way.length > 0 ? way * (1 / way.length) : Point(x: 1, y: 0)
  }

  /// To the left of a way, where y grows downwards.
  private static func aside(_ way: Point) -> Point { Point(x: way.y, y: -way.x) }

  /// Sines of 1 to 7 times 22.5 degrees; a half circle of eight pieces leaves the round by less than 2 % of its radius.
  private static let sines = [
    0.382_683_432, 0.707_106_781, 0.923_879_533, 1, 0.923_879_533, 0.707_106_781, 0.382_683_432,
  ]
  private static let cosines = [
    0.923_879_533, 0.707_106_781, 0.382_683_432, 0, -0.382_683_432, -0.707_106_781, -0.923_879_533,
  ]

  /// The half circle from a side of the line round its end to the other side, without the sides themselves.
  private static func arc(around place: Place, _ side: Point) -> [Point] {
    let ahead = Point(x: -side.y, y: side.x)
    return zip(cosines, sines).map { place.place + (side * $0 + ahead * $1) * (0.5 * place.width) }
  }

  private static func disc(around place: Place) -> [Point] {
    let side = Point(x: 0, y: -1)
    let (up, down) = (side * (0.5 * place.width), side * (-0.5 * place.width))
    return [place.place + up] + arc(around: place, side) + [place.place + down] + arc(around: place, side * -1)
  }
}
