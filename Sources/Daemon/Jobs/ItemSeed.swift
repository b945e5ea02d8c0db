/// The seeds of a job's items.
enum ItemSeed {
  /// The seed of item `number`: the job's own for item 0, so that one item alone is the job; a mix of both for others.
  ///
  /// The mix is SplitMix64's output function (Steele, Lea, Flood 2014) over the number-th state after `seed`.
  static func derive(_ seed: UInt64, item number: Int) -> UInt64 {
    guard number > 0 else { return seed }
    var z = seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
