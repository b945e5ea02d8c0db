/// How a levelled line still wanders above and below its baseline from word to word.
///
/// A smooth curve through the lowest turns: their mean within a few letters to each side, drawn towards 0 where there
/// are few, so that letters keep their own unevenness and only the wandering of the line goes.
struct BaselineDrift {
  /// Reach of the mean to each side, in x-heights.
  private static let reach = 9.0
  /// Turns farther from the baseline than this many x-heights are descenders, commas or apostrophes.
  private static let tolerance = 0.8
  /// Weight of 0, in turns.
  private static let stillness = 1.5

  private var turns: [Point]
  private var xHeight: Double

  /// - Parameter bottoms: lowest turns relative to the straight baseline.
  init(_ bottoms: [Point], xHeight: Double) {
    self.xHeight = xHeight
    turns = bottoms.filter { abs($0.y) < Self.tolerance * xHeight }
  }

  /// How far the line stands below its baseline at x; negative above.
  func height(at x: Double) -> Double {
    guard xHeight > 0 else { return 0 }
    var total = Self.stillness
    var sum = 0.0
    for turn in turns {
      let distance = (turn.x - x) / (Self.reach * xHeight)
      let offset = turn.y / (Self.tolerance * xHeight)
      guard abs(distance) < 1 else { continue }
      let near = (1 - distance * distance) * (1 - distance * distance)
      let likely = (1 - offset * offset) * (1 - offset * offset)
      total += near * likely
      sum += near * likely * turn.y
    }
    return sum / total
  }
}
