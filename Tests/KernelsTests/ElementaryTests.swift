import Glibc
import Kernels
import Testing

@Suite struct ElementaryTests {
  /// Floats of every sign and exponent, a few from each stretch of the number line.
  private static let samples: [Float] = stride(from: UInt32(0), to: UInt32.max - 20_011, by: 20_011)
    .map(Float.init(bitPattern:)).filter(\.isFinite)

  /// The largest error in units of the last place of the true value, where that is a normal number.
  private func worst(_ x: [Float], _ y: [Float], _ function: (Double) -> Double) -> Double {
    zip(x, y).reduce(0) { worst, pair in
      let truth = function(Double(pair.0))
      guard truth.magnitude >= Double(Float.leastNormalMagnitude), truth.magnitude < 1e38 else { return worst }
      return max(worst, (Double(pair.1) - truth).magnitude / Double(Float(truth).ulp))
    }
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet))
  func vectorFunctionsKeepTheirStatedErrors(set: InstructionSet) throws {
    let kernels = try #require(KernelTable(set))
    let moderate = Self.samples.filter { $0 > -87.3 && $0 < 88.3 }
    #expect(worst(moderate, kernels.exp(moderate)) { exp($0) } <= 1.1)
    #expect(worst(moderate, kernels.sigmoid(moderate)) { 1 / (1 + exp(-$0)) } <= 2.5)
    #expect(worst(Self.samples, kernels.tanh(Self.samples)) { tanh($0) } <= 3.1)
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet))
  func vectorFunctionsBehaveAtTheEnds(set: InstructionSet) throws {
    let kernels = try #require(KernelTable(set))
    let ends: [Float] = [-.infinity, -1000, -87.5, 0, 1000, .infinity, .nan]
    let powers = kernels.exp(ends)
    #expect(powers[..<3] == [0, 0, 0] && powers[3] == 1)
    #expect(powers[4].isFinite && powers[4] > 1e38 && powers[5] == powers[4] && powers[6].isNaN)
    let tanhs = kernels.tanh(ends)
    #expect(tanhs[..<6] == [-1, -1, -1, 0, 1, 1] && tanhs[6].isNaN)
    let sigmoids = kernels.sigmoid(ends)
    #expect(sigmoids[0] < 1e-37 && sigmoids[3] == 0.5 && sigmoids[5] == 1 && sigmoids[6].isNaN)
  }

  @Test func doublesAgreeWithTheLibrary() {
    for index in -7000...7000 {
      let x = Double(index) * 0.1003
      let power = Elementary.exp(x)
      #expect((power / exp(x) - 1).magnitude < 1e-13)
      #expect((Elementary.tanh(x / 50) - tanh(x / 50)).magnitude < 1e-14)
      #expect((Elementary.log(power) - x).magnitude < 1e-12)
      let turns = Double(index + 7000) / 14001
      let (cosine, sine) = Elementary.cosSin(turns: turns)
      #expect((cosine - cos(2 * .pi * turns)).magnitude < 1e-14)
      #expect((sine - sin(2 * .pi * turns)).magnitude < 1e-14)
    }
    #expect(Elementary.exp(-800) == 0 && Elementary.exp(0) == 1 && Elementary.exp(.nan).isNaN)
    #expect(Elementary.log(1) == 0 && Elementary.log(0x1p-52) < -36)
  }
}
