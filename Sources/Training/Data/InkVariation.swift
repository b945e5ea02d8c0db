import Glibc
import Networks

/// Lines as other hands might have written them: wider or narrower, taller or lower, more or less slanted, anew in each
/// epoch, so that a network cannot learn by heart how a few hundred writers shape their lines.
struct InkVariation: Sendable {
  /// Slants go further than sizes: hands differ more in them.
  private static let slantBySize = 1.5

  /// Sizes change by up to this, as a logarithm, and slants by up to 1.5 times it, as a tangent.
  let strength: Double
  let normalisation: InkNormalisation
  let seed: UInt64

  /// What becomes of a point (x, y) of a line: (width · (x + slant · y), height · y).
  struct Shape: Equatable {
    var width = 1.0
    var height = 1.0
    var slant = 0.0
  }

  /// - Parameter line: number of the line in its set.
  func shape(line: Int, epoch: Int) -> Shape {
    var generator = SplitMix64(
      state: seed ^ (UInt64(epoch) &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(line) &* 0xD1B5_4A32_D192_ED03)
    func spread() -> Double { Double(generator.next() >> 11) / Double(1 << 52) - 1 }
    return Shape(
      width: exp(strength * spread()), height: exp(strength * spread()), slant: Self.slantBySize * strength * spread())
  }

  /// The line in another shape, its points whole numbers again as the tablet gives them.
  func vary(_ line: InkSequence, number: Int, epoch: Int) -> InkSequence {
    apply(shape(line: number, epoch: epoch), to: line)
  }

  func apply(_ shape: Shape, to line: InkSequence) -> InkSequence {
    var varied = line
    let (deviationX, deviationY) = (Double(normalisation.deviationX), Double(normalisation.deviationY))
    let (meanX, meanY) = (Double(normalisation.meanX), Double(normalisation.meanY))
    var (x, y) = (0.0, 0.0)
    var (previousX, previousY) = (0.0, 0.0)
    varied.offsets.withUnsafeMutableBufferPointer { offsets in
      for index in stride(from: 0, to: offsets.count, by: 3) {
        x += Double(offsets[index]) * deviationX + meanX
        y += Double(offsets[index + 1]) * deviationY + meanY
        let nextX = (shape.width * (x + shape.slant * y)).rounded()
        let nextY = (shape.height * y).rounded()
        offsets[index] = Float((nextX - previousX - meanX) / deviationX)
        offsets[index + 1] = Float((nextY - previousY - meanY) / deviationY)
        (previousX, previousY) = (nextX, nextY)
      }
    }
    return varied
  }
}
