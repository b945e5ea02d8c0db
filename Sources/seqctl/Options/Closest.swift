/// Names that someone may have meant.
enum Closest {
  /// At most three of the names, nearest first; empty when none is near.
  static func names(to word: String, among names: [String]) -> [String] {
    let limit = max(1, word.count / 3)
    let near = names.compactMap { name in
      let distance = distance(word, name)
      let isNear = distance <= limit || (word.count >= 3 && name.hasPrefix(word))
      return isNear ? (distance, name) : nil
    }
    return near.sorted { $0 < $1 }.prefix(3).map(\.1)
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that make one word of the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.prefix(64)), Array(b.prefix(64)))
    var before = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      (before, previous) = (previous, row)
    }
    return previous[b.count]
  }
}
