/// Removes what the whiteboard's tracker got wrong and fills in what it lost (Graves 2013, section 4.2: missing
/// readings are interpolated, and jumps too large to be pen movement are dropped).
///
/// The limits come from the distributions in the data. Stamps have a resolution of 10 ms; 98.4 % of the readings
/// follow the one before after 10 or 20 ms, 14.8 ms on average. A step between such readings has a median of 18
/// units, 90 % are below 37 and 99.9 % below 86. Longer intervals have longer steps (half of those of 60 ms and more
/// are above 36 units): there readings were lost.
public struct InkCleaning: Sendable {
  /// What cleaning changed.
  public struct Counts: Equatable, Sendable {
    /// Readings put in where the tracker had lost some.
    public var interpolated = 0
    /// Readings taken out because they lie far from both neighbours or are cut off by two jumps.
    public var dropped = 0
    /// Places where a stroke was cut in two because the pen cannot have moved that far in that time.
    public var cuts = 0

    public init() {}
  }

  /// Usual time between two readings, seconds.
  public var interval: Float = 0.015
  /// Readings count as lost when two follow each other after more than this: 2.5 intervals, seconds.
  public var longInterval: Float = 0.0375
  /// A step not longer than this leaves no gap in the ink, however long it took; units.
  public var plainStep: Float = 40
  /// A reading is a tracker's error when it is farther than this from both neighbours, units …
  public var strayDistance: Float = 80
  /// … and more than this many times farther than they are from each other.
  public var strayRatio: Float = 2
  /// No pen moves farther than this within `longInterval`, units.
  public var longestStep: Float = 250
  /// No line of ink goes on over a gap longer than this, whatever time it took; units.
  public var longestGap: Float = 600

  public init() {}

  /// The strokes with stray readings dropped, cut at implausible jumps, and lost readings interpolated linearly.
  ///
  /// - Parameter counts: increased by what was changed.
  public func clean(_ strokes: [[InkPoint]], counts: inout Counts) -> [[InkPoint]] {
    var result: [[InkPoint]] = []
    result.reserveCapacity(strokes.count)
    for stroke in strokes {
      for piece in cut(withoutStrays(stroke, &counts), &counts) { result.append(filled(piece, &counts)) }
    }
    return result
  }

  private func withoutStrays(_ stroke: [InkPoint], _ counts: inout Counts) -> [InkPoint] {
    guard stroke.count > 2 else { return stroke }
    var kept = [stroke[0]]
    kept.reserveCapacity(stroke.count)
    for index in 1..<stroke.count - 1 {
      let before = kept[kept.count - 1]
      let here = stroke[index]
      let after = stroke[index + 1]
      let nearest = min(before.distance(to: here), here.distance(to: after))
      if nearest > strayDistance, nearest > strayRatio * before.distance(to: after) {
        counts.dropped += 1
      } else {
        kept.append(here)
      }
    }
    kept.append(stroke[stroke.count - 1])
    return kept
  }

  private func cut(_ stroke: [InkPoint], _ counts: inout Counts) -> [[InkPoint]] {
    var pieces: [[InkPoint]] = []
    var start = 0
    for index in 1..<max(stroke.count, 1) {
      let step = stroke[index - 1].distance(to: stroke[index])
      guard step > longestStep else { continue }
      if step > longestGap || stroke[index].time - stroke[index - 1].time <= longInterval {
        pieces.append(Array(stroke[start..<index]))
        start = index
      }
    }
    guard start > 0 else { return [stroke] }
    pieces.append(Array(stroke[start...]))
    // A single reading between two jumps, or between a jump and the end, is the tracker's error, not a dot.
    let long = pieces.filter { $0.count > 1 }
    let kept = long.isEmpty ? [pieces[0]] : long
    counts.dropped += stroke.count - kept.reduce(0) { $0 + $1.count }
    counts.cuts += kept.count - 1
    return kept
  }

  private func filled(_ stroke: [InkPoint], _ counts: inout Counts) -> [InkPoint] {
    guard (1..<max(stroke.count, 1)).contains(where: { lost(stroke[$0 - 1], stroke[$0]) > 0 }) else { return stroke }
    var result = [stroke[0]]
    for index in 1..<stroke.count {
      let from = stroke[index - 1]
      let to = stroke[index]
      let missing = lost(from, to)
      for number in 0..<missing {
        let part = Float(number + 1) / Float(missing + 1)
        result.append(
          InkPoint(
            x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part,
            time: from.time + (to.time - from.time) * part))
      }
      counts.interpolated += missing
      result.append(to)
    }
    return result
  }

  /// How many readings were lost between two: as many as the time has room for, but no more than the way needs, since
  /// a pen may also rest.
  private func lost(_ from: InkPoint, _ to: InkPoint) -> Int {
    let time = to.time - from.time
    let step = from.distance(to: to)
    guard time > longInterval, step > plainStep else { return 0 }
    return max(0, Int(min((time / interval).rounded(), (step / plainStep).rounded(.up))) - 1)
  }
}
