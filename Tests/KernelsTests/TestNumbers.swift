import Kernels

/// Pseudo-random numbers of a linear congruential generator: the same everywhere.
struct TestNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  /// Even in [-scale, scale].
  mutating func next(scale: Float = 1) -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Float(state >> 40) / Float(1 << 23) - 1) * scale
  }

  mutating func array(_ count: Int, scale: Float = 1) -> [Float] { (0..<count).map { _ in next(scale: scale) } }

  /// Values of very different magnitude whose sums cancel: the second half undoes the first, nearly.
  mutating func illConditioned(_ count: Int) -> [Float] {
    let half = (0..<(count / 2)).map { index in next() * (index % 3 == 0 ? 10_000 : 0.01) }
    let rest = (half.count..<count).map { index in index - half.count < half.count ? -half[index - half.count] : 0 }
    return half + rest.map { $0 * (1 + next() * 1e-4) }
  }
}

extension AlignedMatrix {
  convenience init(_ values: [[Float]]) {
    self.init(rows: values.count, columns: values[0].count)
    for (index, row) in values.enumerated() { _ = self[index].update(fromContentsOf: row) }
  }

  func row(_ index: Int) -> [Float] { Array(self[index]) }
}

extension [Float] {
  var bits: [UInt32] { map(\.bitPattern) }
}
