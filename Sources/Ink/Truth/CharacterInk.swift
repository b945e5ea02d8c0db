/// Which points of a word are whose: the window's alignment, brought to where pens really pass from one character to the
/// next.
///
/// The window goes on to a character while the pen still ends the one before it, by five points as a rule. So each
/// border moves to a pen lift near there, or else by those five points. Dots and bars that are written once the word goes
/// on already are given back to the letter that they stand at.
struct CharacterInk {
  /// How many points the window is ahead of the pen.
  private static let lead = 5
  /// Where a pen lift is taken for the border, from the window's.
  private static let reach = -4...12

  /// For each character its points, counted from the word's first; in order, and no point is two characters'.
  let points: [[Range<Int>]]

  /// - Parameters:
  ///   - characters: of the word.
  ///   - ranges: as long; each character's points by the window, in order.
  ///   - marks: for strokes that are known to belong to one character, by number, which.
  ///   - strokes: of the word.
  ///   - baseline: in the strokes' unit, as the x-height.
  init(
    _ characters: [Character], _ ranges: [Range<Int>], marks known: [Int: Int] = [:], strokes: [Stroke],
    baseline: Double, xHeight: Double
  ) {
    var count = 0
    let lifts = strokes.map { stroke in
      defer { count += stroke.points.count }
      return count
    }
    var points = Self.moved(ranges, to: lifts, count: count).map { $0.isEmpty ? [] : [$0] }
    var marks = LateMarks(characters, baseline: baseline, xHeight: xHeight)
    for (number, (stroke, start)) in zip(strokes, lifts).enumerated() {
      let own = start..<start + stroke.points.count
      var owner = known[number]
      if owner == nil {
        guard let writer = points.firstIndex(where: { $0.contains { $0.contains(own.lowerBound) } }) else { continue }
        owner = marks.owner(of: stroke, writtenAt: writer) { Self.middle(of: points[$0], without: own, strokes) }
        if owner == writer { continue }
      }
      guard let owner else { continue }
      for index in points.indices { points[index] = points[index].flatMap { Self.rest(of: $0, without: own) } }
      points[owner].append(own)
    }
    self.points = points.map { Self.joined($0) }
  }

  /// The borders between characters that were written, moved to where the pen passed on.
  private static func moved(_ ranges: [Range<Int>], to lifts: [Int], count: Int) -> [Range<Int>] {
    var moved = ranges
    var last: Int?
    for index in ranges.indices where !ranges[index].isEmpty {
      guard let before = last else {
        last = index
        continue
      }
      let border = ranges[index].lowerBound
      let near = lifts.filter { reach.contains($0 - border) && $0 > 0 }
      let wanted = near.min { ($0 - border - lead).magnitude < ($1 - border - lead).magnitude } ?? border + lead
      // Each keeps a point at least, whatever the window says.
      let place = min(max(wanted, moved[before].lowerBound + 1), min(ranges[index].upperBound - 1, count - 1))
      let safe = max(place, moved[before].lowerBound + 1)
      moved[before] = moved[before].lowerBound..<safe
      moved[index] = safe..<max(safe + 1, ranges[index].upperBound)
      last = index
    }
    return moved
  }

  /// The middle of some of a word's points from left to right, those of one stroke left out; nil without any.
  private static func middle(of ranges: [Range<Int>], without stroke: Range<Int>, _ strokes: [Stroke]) -> Double? {
    let rest = ranges.flatMap { Self.rest(of: $0, without: stroke) }
    var index = 0
    var places: [Point] = []
    for stroke in strokes {
      for point in stroke.points {
        if rest.contains(where: { $0.contains(index) }) { places.append(point) }
        index += 1
      }
    }
    return Bounds(places).map { 0.5 * ($0.minX + $0.maxX) }
  }

  private static func rest(of range: Range<Int>, without hole: Range<Int>) -> [Range<Int>] {
    let inside = hole.clamped(to: range)
    if inside.isEmpty { return [range] }
    return [range.lowerBound..<inside.lowerBound, inside.upperBound..<range.upperBound].filter { !$0.isEmpty }
  }

  /// In order, with neighbours as one.
  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, last.upperBound == range.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
