/// A passage turned level: its baseline is y = 0, its first ink stands at x = 0; still in data units.
public struct LevelledPassage: Sendable {
  public var passage: Passage
  /// Estimated x-height in data units; nil where the ink has no turn to measure it by.
  public var xHeight: Double?
  /// How many tops the estimate rests on.
  public var evidence: Int

  /// Turns the passage level and measures it.
  ///
  /// - Parameters:
  ///   - passage: ink in data units; what is known of its characters makes the estimates better.
  ///   - denoising: strength of the filter against tremor, 0 to 1.
  public init(_ passage: Passage, denoising: Double = 0.5) {
    var passage = passage
    passage.drawing = passage.drawing.denoised(strength: denoising)
    let owners = passage.owners

    var turns = Turns(of: passage.drawing)
    if let slope = Self.baseline(turns, owners)?.slope {
      passage.drawing = passage.drawing.rotated(againstSlope: slope)
      turns = Turns(of: passage.drawing)
    }
    let line = Self.baseline(turns, owners)
    let bounds = passage.drawing.bounds
    let level = line?.intercept ?? bounds?.maxY ?? 0
    let left = bounds?.minX ?? 0
    passage.drawing = passage.drawing.mapPoints { point in
      Point(x: point.x - left, y: point.y - level - (line?.slope ?? 0) * point.x)
    }
    self.passage = passage

    let heights = turns.tops.compactMap { top -> Double? in
      guard let expected = LetterShape.topHeight(of: owners[top.index]) else { return nil }
      let height = (level + (line?.slope ?? 0) * top.point.x - top.point.y) / expected
      return height > 0.3 * turns.typicalRun && height < 2.5 * turns.typicalRun ? height : nil
    }
    xHeight = Turns.median(heights) ?? (turns.typicalRun > 0 ? turns.typicalRun : nil)
    evidence = heights.count
  }

  private static func baseline(_ turns: Turns, _ owners: [Character?]) -> Baseline? {
    let standing = turns.bottoms.filter { LetterShape.standsOnBaseline(owners[$0.index]) }
    return Baseline.fit((standing.isEmpty ? turns.bottoms : standing).map(\.point), xHeight: turns.typicalRun)
  }
}

extension InkDrawing {
  /// The drawing turned about the origin so that a line of this slope becomes level.
  func rotated(againstSlope slope: Double) -> InkDrawing {
    let cosine = 1 / (1 + slope * slope).squareRoot()
    let sine = slope * cosine
    return mapPoints { Point(x: $0.x * cosine + $0.y * sine, y: $0.y * cosine - $0.x * sine) }
  }
}

/// One x-height for ink that shall look written by one hand.
public enum CommonSize {
  /// How many tops a passage of its own must have to be believed as much as all passages together.
  private static let trust = 12.0

  /// For each passage the x-height, in data units, by which to scale it.
  ///
  /// The common x-height is the median of all estimates, weighted by their evidence; each passage's own is drawn
  /// towards it as far as it rests on few tops, and never differs by more than a fifth.
  public static func xHeights(of passages: [LevelledPassage]) -> [Double] {
    let estimates = passages.compactMap { passage in
      passage.xHeight.map { (height: $0, weight: max(1, passage.evidence)) }
    }.sorted { $0.height < $1.height }
    let half = estimates.reduce(0) { $0 + $1.weight } / 2
    var common = 1.0
    var seen = 0
    for estimate in estimates {
      common = estimate.height
      seen += estimate.weight
      if seen > half { break }
    }
    return passages.map { passage in
      guard let own = passage.xHeight else { return common }
      let weight = Double(passage.evidence)
      let drawn = (own * weight + common * trust) / (weight + trust)
      return min(max(drawn, common / 1.2), common * 1.2)
    }
  }
}
