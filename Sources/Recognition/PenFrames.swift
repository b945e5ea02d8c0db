import Ink

/// The pen's way along a line in even steps, as a reader takes it in: frames of some steps each, of which it sees
/// direction, height and whether the pen is down.
///
/// The line is levelled first and brought to a deviation of 1 of the height along its strokes, so that neither place nor
/// size nor speed matters. With the pen lifted the way goes four times as fast. Benchmarks/reader.py does the same; here
/// it is made of IEEE operations alone, which give the same bits on every machine.
struct PenFrames: Equatable {
  /// Of one step: Δx and Δy in steps, height, pen down.
  static let featuresOfStep = 4
  /// A line is some 300 frames long; ink that makes more than so many has no line's shape, and makes none.
  static let mostFrames = 8192

  /// frames × (steps of a frame · 4), row-major.
  private(set) var values: [Float] = []
  private(set) var count = 0

  /// - Parameters:
  ///   - step: length of a step, in deviations of the height.
  ///   - stepsInFrame: steps that make a frame.
  init(_ drawing: InkDrawing, step: Double, stepsInFrame: Int) {
    let strokes = Self.levelled(drawing.strokes.map(\.points).filter { !$0.isEmpty })
    guard !strokes.isEmpty else { return }
    var way = PenWay(strokes)
    guard way.duration / step < Double(Self.mostFrames * stepsInFrame) else { return }
    let steps = max(stepsInFrame, Int(way.duration / step))
    count = steps / stepsInFrame
    values.reserveCapacity(count * stepsInFrame * Self.featuresOfStep)
    var before = way.position(at: 0).point
    for number in 1...count * stepsInFrame {
      let (point, isDown) = way.position(at: way.duration * Double(number) / Double(steps))
      values.append(Float(max(-4, min(4, (point.x - before.x) / step))))
      values.append(Float(max(-4, min(4, (point.y - before.y) / step))))
      values.append(Float(point.y / 2))
      values.append(isDown ? 1 : 0)
      before = point
    }
  }

  /// Strokes around (0, 0), level, with a deviation of 1 of the height along them.
  private static func levelled(_ strokes: [[Point]]) -> [[Point]] {
    let points = strokes.joined()
    let count = Double(points.count)
    guard count > 0 else { return [] }
    let middle = Point(
      x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
    var (varianceX, varianceY, covariance) = (0.0, 0.0, 0.0)
    var (left, right) = (Double.infinity, -Double.infinity)
    for point in points {
      let (x, y) = (point.x - middle.x, point.y - middle.y)
      (varianceX, varianceY, covariance) = (varianceX + x * x, varianceY + y * y, covariance + x * y)
      (left, right) = (min(left, x), max(right, x))
    }
    let isLong = right - left > 4 * (varianceY / count).squareRoot() && varianceX > 0
    let slope = isLong ? max(-0.15, min(0.15, covariance / varianceX)) : 0
    let level = strokes.map { stroke in
      stroke.map { Point(x: $0.x - middle.x, y: $0.y - middle.y - slope * ($0.x - middle.x)) }
    }
    var (length, sum, squares) = (0.0, 0.0, 0.0)
    for stroke in level {
      for (from, to) in zip(stroke, stroke.dropFirst()) {
        let (way, height) = (distance(from, to), (from.y + to.y) / 2)
        (length, sum, squares) = (length + way, sum + way * height, squares + way * height * height)
      }
    }
    let mean = sum / max(length, 1e-9)
    let deviation = max(squares / max(length, 1e-9) - mean * mean, 1e-6).squareRoot()
    return level.map { stroke in stroke.map { Point(x: $0.x / deviation, y: ($0.y - mean) / deviation) } }
  }
}

/// A pen that walks along strokes and through the air between them; asked for ever later times.
private struct PenWay {
  private var points: [Point] = []
  /// When each point is reached.
  private var clock: [Double] = [0]
  /// Whether the pen is down on the way from each point to the next.
  private var isDown: [Bool] = []
  private var segment = 0

  init(_ strokes: [[Point]]) {
    for stroke in strokes {
      if !points.isEmpty { isDown.append(false) }
      points += stroke
      isDown += [Bool](repeating: true, count: stroke.count - 1)
      // A dot is a stroke of some length.
      if stroke.count == 1 {
        points.append(Point(x: stroke[0].x + 0.05, y: stroke[0].y))
        isDown.append(true)
      }
    }
    for (number, isDown) in isDown.enumerated() {
      let way = distance(points[number], points[number + 1])
      clock.append(clock[number] + max(isDown ? way : min(way / 4, 1.5), 1e-6))
    }
  }

  var duration: Double { clock[clock.count - 1] }

  mutating func position(at time: Double) -> (point: Point, isDown: Bool) {
    while segment < isDown.count - 1, clock[segment + 1] < time - 1e-9 { segment += 1 }
    let (from, to) = (points[segment], points[segment + 1])
    let share = min(1, (time - clock[segment]) / (clock[segment + 1] - clock[segment]))
    return (Point(x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y)), isDown[segment])
  }
}

private func distance(_ a: Point, _ b: Point) -> Double {
  ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
}
