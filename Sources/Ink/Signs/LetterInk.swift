/// Where the ink of one letter stands in a levelled passage; x as if the ink were upright, heights above the baseline.
struct LetterInk: Sendable, Equatable {
  var left: Double
  var right: Double
  var top: Double
  /// Negative below the baseline.
  var bottom: Double
  /// Upright x of the highest ink.
  var topX: Double

  var centre: Double { (left + right) / 2 }
  var width: Double { right - left }

  /// - Parameters:
  ///   - letter: what was written.
  ///   - range: numbers of the points that were written for it.
  init?(of letter: Character, _ range: Range<Int>, in ink: NumberedInk, pen: SignPen) {
    let xHeight = pen.xHeight
    let isSmall = !letter.isUppercase && !"bdfhklt".contains(letter)
    var points: [Point] = []
    for line in ink.part(range).lines {
      // Late dots and bars of other letters stand high.
      let lowest = line.points.reduce(-Double.infinity) { max($0, $1.y) }
      if -lowest > (isSmall ? 1.1 : 1.5) * xHeight { continue }
      if isSmall, -lowest > 0.7 * xHeight, line.points.allSatisfy({ lowest - $0.y < 0.25 * xHeight }) { continue }
      points += line.points.filter { -$0.y < (isSmall ? 1.5 : 2.8) * xHeight }
    }
    // The way to the next letter lies low.
    let raised = points.filter { -$0.y > 0.3 * xHeight }
    let body = (raised.isEmpty ? points : raised).map { pen.upright($0) }.sorted()
    guard !body.isEmpty else { return nil }
    let trim = body.count / 12
    (left, right) = (body[trim], body[body.count - 1 - trim])
    let reach = max(0.6 * (right - left), 0.3 * xHeight)
    let middle = (left + right) / 2
    let near = points.filter { abs(pen.upright($0) - middle) <= reach }
    guard let highest = near.min(by: { $0.y < $1.y }), let lowest = near.max(by: { $0.y < $1.y }) else { return nil }
    (top, topX) = (-highest.y, pen.upright(highest))
    bottom = -lowest.y
  }
}
