/// The random numbers of one step of one sequence: a pure function of (seed, stream, step, draw).
///
/// Philox4x32-10 (Salmon et al. 2011): the seed is its key, the rest its counter, so nothing is carried from step to
/// step and a sequence may be run anywhere, at any time, twice.
public struct StepRandom: Sendable {
  private let seed: UInt64
  private let stream: UInt32
  private let step: UInt32
  private var draw: UInt32 = 0

  public init(seed: UInt64, stream: UInt32, step: UInt32) {
    self.seed = seed
    self.stream = stream
    self.step = step
  }

  /// A number even in (0, 1), with 52 bits of choice; neither bound is ever drawn.
  public mutating func uniform() -> Double {
    let words = Self.philox(
      counter: (draw / 2, step, stream, 0),
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    let (low, high) = draw % 2 == 0 ? (words.0, words.1) : (words.2, words.3)
    draw += 1
    let bits = UInt64(high) << 20 | UInt64(low) >> 12
    return (Double(bits) + 0.5) * 0x1p-52
  }

  /// Ten rounds of Philox on four words.
  static func philox(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = c.0.multipliedFullWidth(by: 0xd251_1f53)
      let b = c.2.multipliedFullWidth(by: 0xcd9e_8d57)
      c = (b.high ^ c.1 ^ k.0, b.low, a.high ^ c.3 ^ k.1, a.low)
      k = (k.0 &+ 0x9e37_79b9, k.1 &+ 0xbb67_ae85)
    }
    return c
  }
}
