/// What the lowest and highest turns of a letter's ink say about the line it stands on.
enum LetterShape {
  /// Small letters between baseline and mean line, descenders' bowls included.
  private static let small = Set<Character>("aceimnorsuvwxzgpqy")
  private static let tall = Set<Character>("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  private static let hanging = Set<Character>("gjpqyJQ,;\"'*-+:()")

  /// Height of capitals and digits in x-heights, as people write them.
  static let capitalHeight = 1.8

  /// How many x-heights a top of this letter's ink stands above the baseline; nil where that varies.
  static func topHeight(of owner: Character?) -> Double? {
    guard let owner else { return 1 }
    if small.contains(owner) { return 1 }
    if tall.contains(owner) { return capitalHeight }
    return nil
  }

  /// Whether the lowest turns of this letter's ink stand on the baseline.
  static func standsOnBaseline(_ owner: Character?) -> Bool {
    guard let owner else { return true }
    return !hanging.contains(owner)
  }
}
