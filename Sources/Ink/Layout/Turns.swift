/// Where the pen turns between going down and going up: bottoms rest on the baseline, tops reach the mean line.
struct Turns {
  struct Turn: Equatable {
    var point: Point
    /// The point's number, counted through all strokes.
    var index: Int
  }

  var bottoms: [Turn] = []
  var tops: [Turn] = []
  /// Median height of the way from one turn to the next, close to the x-height; 0 for ink without turns.
  private(set) var typicalRun = 0.0

  /// Finds the turns of all strokes; movements smaller than a quarter of the typical stroke's height are tremor.
  init(of drawing: InkDrawing) {
    let threshold = 0.25 * Self.typicalStrokeHeight(drawing)
    guard threshold > 0 else { return }
    var runs: [Double] = []
    var index = 0
    for stroke in drawing.strokes {
      scan(stroke, from: index, threshold: threshold, runs: &runs)
      index += stroke.points.count
    }
    typicalRun = Self.median(runs) ?? 0
  }

  private mutating func scan(_ stroke: Stroke, from first: Int, threshold: Double, runs: inout [Double]) {
    guard let start = stroke.points.first else { return }
    var low = Turn(point: start, index: first)
    var high = low
    /// Whether the pen is on its way down; nil until it has moved enough to tell.
    var goingDown: Bool?
    for (offset, point) in stroke.points.enumerated() {
      let turn = Turn(point: point, index: first + offset)
      if point.y > low.point.y { low = turn }
      if point.y < high.point.y { high = turn }
      if goingDown != true, point.y - high.point.y > threshold {
        if goingDown == false { runs.append(low.point.y - high.point.y) }
        tops.append(high)
        goingDown = true
        low = turn
      } else if goingDown != false, low.point.y - point.y > threshold {
        if goingDown == true { runs.append(low.point.y - high.point.y) }
        bottoms.append(low)
        goingDown = false
        high = turn
      }
    }
    guard let goingDown else { return }
    runs.append(low.point.y - high.point.y)
    if goingDown { bottoms.append(low) } else { tops.append(high) }
  }

  /// Median height of the strokes, each counted once per point, so that dots and bars weigh little.
  private static func typicalStrokeHeight(_ drawing: InkDrawing) -> Double {
    let heights = drawing.strokes
      .compactMap { stroke in Bounds(stroke.points).map { (height: $0.height, weight: stroke.points.count) } }
      .sorted { $0.height < $1.height }
    let half = heights.reduce(0) { $0 + $1.weight } / 2
    var seen = 0
    for entry in heights {
      seen += entry.weight
      if seen > half { return entry.height }
    }
    return 0
  }

  /// The middle value; nil for none.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
