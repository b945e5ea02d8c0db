/// Numbers that look random and follow from a seed, a field's number and a place alone: nothing is carried over, and all
/// arithmetic is whole, so that they are the same on every machine (the finaliser of SplitMix64).
struct CounterNoise: Sendable {
  private let key: UInt64

  /// - Parameter field: numbers of different fields have nothing to do with each other.
  init(seed: UInt64, field: UInt64) { key = Self.mixed(seed ^ Self.mixed(field &+ 1)) }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 64 bits for a place.
  func bits(_ x: Int, _ y: Int = 0) -> UInt64 {
    Self.mixed(key ^ Self.mixed(UInt64(truncatingIfNeeded: x) ^ UInt64(truncatingIfNeeded: y) << 32))
  }

  /// From 0 to below 1.
  func unit(_ x: Int, _ y: Int = 0) -> Double { Double(bits(x, y) >> 11) * 0x1p-53 }

  /// From −1 to below 1.
  func signed(_ x: Int, _ y: Int = 0) -> Double { 2 * unit(x, y) - 1 }

  /// Between the numbers of whole places, changing smoothly; from 0 to 1.
  func smooth(_ x: Double, _ y: Int = 0) -> Double {
    let whole = x.rounded(.down)
    let part = x - whole
    let share = part * part * (3 - 2 * part)
    let (from, to) = (unit(Int(whole), y), unit(Int(whole) + 1, y))
    return from + (to - from) * share
  }
}
