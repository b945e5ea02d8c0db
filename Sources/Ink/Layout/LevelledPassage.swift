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
    let drift = BaselineDrift(
      Self.standing(turns, owners).map { Point(x: $0.x, y: $0.y - level - (line?.slope ?? 0) * $0.x) },
      xHeight: turns.typicalRun)
    passage.drawing = passage.drawing.mapPoints { point in
      let y = point.y - level - (line?.slope ?? 0) * point.x
      return Point(x: point.x - left, y: y - drift.height(at: point.x))
    }
    self.passage = passage

    let heights = turns.tops.compactMap { top -> Double? in
      guard let expected = LetterShape.topHeight(of: owners[top.index]) else { return nil }
      let baseline = level + (line?.slope ?? 0) * top.point.x + drift.height(at: top.point.x)
      let height = (baseline - top.point.y) / expected
      return height > 0.3 * turns.typicalRun && height < 2.5 * turns.typicalRun ? height : nil
    }
    xHeight = Turns.median(heights) ?? (turns.typicalRun > 0 ? turns.typicalRun : nil)
    evidence = heights.count
  }

  /// The most turns that a baseline is fitted to.
  private static let mostTurns = 2000

  private static func baseline(_ turns: Turns, _ owners: [Character?]) -> Baseline? {
    Baseline.fit(standing(turns, owners), xHeight: turns.typicalRun)
  }

  /// The lowest turns of letters that stand on the baseline; of all letters if there are none.
  static func standing(_ turns: Turns, _ owners: [Character?]) -> [Point] {
    let standing = turns.bottoms.filter { LetterShape.standsOnBaseline(owners[$0.index]) }
    let chosen = standing.isEmpty ? turns.bottoms : standing
    // So many tell no more than a part of them, and every pair of them is looked at.
    let step = (chosen.count + mostTurns - 1) / mostTurns
    return step < 2 ? chosen.map(\.point) : stride(from: 0, to: chosen.count, by: step).map { chosen[$0].point }
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
