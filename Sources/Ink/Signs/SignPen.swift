/// Draws outlines as the hand of a passage writes: in its size, its slant, and with its points as far apart.
struct SignPen: Sendable, Equatable {
  /// In data units.
  var xHeight: Double
  /// How far ink leans to the right for its height: 0 is upright, 1 is 45 degrees.
  var slant: Double
  /// From one pen point to the next, in data units.
  var spacing: Double

  /// The manner of levelled ink.
  init(_ drawing: InkDrawing, xHeight: Double) {
    self.xHeight = xHeight
    slant = Self.slant(of: drawing, xHeight: xHeight)
    let steps = drawing.strokes.flatMap { stroke in
      zip(stroke.points, stroke.points.dropFirst()).map { $0.distance(to: $1) }
    }
    spacing = min(max(Turns.median(steps) ?? 0.12 * xHeight, 0.05 * xHeight), 0.25 * xHeight)
  }

  /// The slant of most ink on the way down, where pens are steadiest; upright where there is too little of it.
  private static func slant(of drawing: InkDrawing, xHeight: Double) -> Double {
    var falls: [(slant: Double, height: Double)] = []
    for stroke in drawing.strokes {
      for (from, to) in zip(stroke.points, stroke.points.dropFirst()) {
        let step = to - from
        guard step.y > 0, abs(step.x) < step.y else { continue }
        falls.append((-step.x / step.y, step.y))
      }
    }
    let total = falls.reduce(0) { $0 + $1.height }
    guard total > 2 * xHeight else { return 0 }
    falls.sort { $0.slant < $1.slant }
    var seen = 0.0
    for fall in falls {
      seen += fall.height
      if seen >= total / 2 { return fall.slant }
    }
    return 0
  }

  /// Where a point would stand if the ink were upright.
  func upright(_ point: Point) -> Double { point.x + slant * point.y }

  /// The strokes of an outline.
  ///
  /// - Parameters:
  ///   - x: of its origin if the ink were upright, in data units.
  ///   - baseline: y of its origin, in data units.
  ///   - wander: how much chance changes it; 1 for signs.
  func strokes(
    _ outline: Outline, x: Double, baseline: Double = 0, wander: Double = 1, random: inout SignRandom
  ) -> [Stroke] {
    let (width, height) = (1 + 0.08 * wander * random.next(), 1 + 0.08 * wander * random.next())
    let lean = 0.08 * wander * random.next()
    let rise = 0.06 * wander * random.next()
    return outline.strokes.map { places in
      var places = places
      for index in places.indices {
        let point = places[index].point
        places[index].point = Point(
          x: point.x * width + lean * point.y + 0.03 * wander * random.next(),
          y: point.y * height + rise * point.x + 0.03 * wander * random.next())
      }
      return Stroke(
        Self.runs(places).enumerated().flatMap { number, run in
          let points = path(bowed(run, by: 0.05 * wander * random.next()), x: x, baseline: baseline)
          // A corner is in both runs that meet there.
          return number == 0 ? points : Array(points.dropFirst())
        })
    }
  }

  /// The places of a stroke from corner to corner.
  private static func runs(_ places: [Outline.Place]) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for (index, place) in places.enumerated() {
      run.append(place.point)
      if place.isCorner, index > 0, index < places.count - 1 {
        runs.append(run)
        run = [place.point]
      }
    }
    return runs + [run]
  }

  /// No hand draws a straight line: the middle of one leaves it by this part of its length.
  private func bowed(_ run: [Point], by part: Double) -> [Point] {
    guard run.count == 2 else { return run }
    let way = run[1] - run[0]
    let middle = (run[0] + run[1]) * 0.5
    return [run[0], Point(x: middle.x - part * way.y, y: middle.y + part * way.x), run[1]]
  }

  /// Pen points along a smooth line through some places; slower, so closer together, where it begins and ends.
  private func path(_ run: [Point], x: Double, baseline: Double) -> [Point] {
    let placed = run.map { point in
      Point(x: x + (point.x + slant * point.y) * xHeight - slant * baseline, y: baseline - point.y * xHeight)
    }
    guard let curve = SmoothCurve(through: Stroke(placed)) else { return [] }
    let line = [curve.start] + curve.chords(tolerance: 0.005 * xHeight)
    var lengths = [0.0]
    for (from, to) in zip(line, line.dropFirst()) { lengths.append(lengths[lengths.count - 1] + from.distance(to: to)) }
    let length = lengths[lengths.count - 1]
    let count = max(1, Int((length / spacing).rounded()))
    var piece = 0
    return (0...count).map { index in
      let time = Double(index) / Double(count)
      let way = length * (0.6 * time + 0.4 * time * time * (3 - 2 * time))
      while piece < line.count - 2, lengths[piece + 1] < way { piece += 1 }
      guard line.count > 1, lengths[piece + 1] > lengths[piece] else { return line[piece] }
      let part = min(max((way - lengths[piece]) / (lengths[piece + 1] - lengths[piece]), 0), 1)
      return line[piece] + (line[piece + 1] - line[piece]) * part
    }
  }
}
