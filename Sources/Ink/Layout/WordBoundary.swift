extension LevelledPassage {
  /// For each space that parts words clearly the stroke that begins the next.
  func wordStarts() -> [Int: Int] {
    var starts: [Int: Int] = [:]
    var first = 0
    for (index, character) in passage.characters.enumerated() where character == " " {
      guard let stroke = strokeAfterSpace(index, from: first) else { continue }
      starts[index] = stroke
      first = stroke
    }
    return starts
  }

  /// Words closer than this, in x-heights, are not parted.
  private static let smallestGap = 0.1

  /// Marks that stand apart from their word and yet belong to it.
  private static let marks = Set<Character>(".,;:")
  /// The largest of these, and how far above the baseline they may end, in x-heights.
  private static let (largestMark, highestMark) = (0.7, 0.3)

  /// The stroke that begins the word after a space; nil where no pen lift parts the words clearly.
  ///
  /// Of the strokes that begin while the window stands between the last letter before the space and the first behind
  /// it, the one that leaves the widest room to its left: a late i-dot or t-bar goes back and leaves none. A full stop or
  /// comma with much room before it is none that begins a word.
  ///
  /// - Parameters:
  ///   - space: index of the space among the passage's characters.
  ///   - first: the stroke that begins the word before.
  public func strokeAfterSpace(_ space: Int, from first: Int = 0) -> Int? {
    if let known = passage.wordStarts { return known[space] }
    let ranges = passage.characterPoints
    guard !ranges.isEmpty, space > 0, space + 1 < ranges.count, let xHeight else { return nil }
    let low = ranges[space - 1].lowerBound
    let about = low...max(low, ranges[space + 1].upperBound)
    var start = 0
    var best: (stroke: Int, gap: Double, isMark: Bool)?
    var rightEdge: Double?
    /// Whether the mark before the space is still to come.
    var awaitsMark = Self.marks.contains(passage.characters[space - 1])
    for (index, stroke) in passage.drawing.strokes.enumerated() {
      defer { start += stroke.points.count }
      if start > about.upperBound { break }
      guard index >= first, let bounds = Bounds(stroke.points) else { continue }
      let isMark =
        max(bounds.width, bounds.height) < Self.largestMark * xHeight && bounds.maxY > -Self.highestMark * xHeight
      if index > first, about.contains(start), let edge = rightEdge {
        let gap = bounds.minX - edge
        let isWord = best?.isMark == true && gap > Self.smallestGap * xHeight
        if isWord || gap > best?.gap ?? (Self.smallestGap * xHeight) {
          best = (index, gap, isMark && awaitsMark)
        }
        if isMark { awaitsMark = false }
      }
      rightEdge = max(rightEdge ?? bounds.maxX, bounds.maxX)
    }
    return best?.stroke
  }
}
