/// Numbers that make two signs of one kind differ; they follow from a seed, a place and how many were drawn there.
struct SignRandom {
  private let key: UInt64
  private var count: UInt64 = 0

  /// - Parameter place: number of the character among those of its passage.
  init(seed: UInt64, place: Int) {
    key = Self.mixed(seed ^ Self.mixed(UInt64(truncatingIfNeeded: place) &+ 0x51C0_FFEE))
  }

  /// The next number, from −1 to 1, the small ones likelier.
  mutating func next() -> Double { (uniform() + uniform()) / 2 }

  private mutating func uniform() -> Double {
    count &+= 1
    let bits = Self.mixed(key &+ count &* 0x9E37_79B9_7F4A_7C15)
    return Double(bits >> 11) / Double(1 << 52) - 1
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
