/// One x-height for ink that shall look written by one hand.
public enum CommonSize {
  /// How many tops a passage of its own must have to be believed as much as all passages together.
  private static let trust = 12.0

  /// For each passage the x-height, in data units, by which to scale it.
  ///
  /// The common x-height is the median of all estimates, weighted by their evidence; each passage's own is drawn
  /// towards it as far as it rests on few tops, and never differs by more than a fifth.
  ///
  /// - Parameter usual: the usual x-height of such ink. Estimates are taken to be within half and twice of it, so that a
  ///   lone dash or dot is not blown up to a letter's size.
  public static func xHeights(of passages: [LevelledPassage], usual: Double) -> [Double] {
    func believable(_ height: Double) -> Double { min(max(height, 0.5 * usual), 2 * usual) }
    let estimates = passages.compactMap { passage in
      passage.xHeight.map { (height: believable($0), weight: max(1, passage.evidence)) }
    }.sorted { $0.height < $1.height }
    let half = estimates.reduce(0) { $0 + $1.weight } / 2
    var common = usual
    var seen = 0
    for estimate in estimates {
      common = estimate.height
      seen += estimate.weight
      if seen > half { break }
    }
    return passages.map { passage in
      guard let own = passage.xHeight.map(believable) else { return common }
      let weight = Double(passage.evidence)
      let drawn = (own * weight + common * trust) / (weight + trust)
      return min(max(drawn, common / 1.2), common * 1.2)
    }
  }
}
