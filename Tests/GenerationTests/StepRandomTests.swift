import Testing

@testable import Generation

@Suite struct StepRandomTests {
  /// The known answers that the authors of Philox publish with it.
  @Test func philoxGivesItsKnownAnswers() {
    let zero = StepRandom.philox(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = StepRandom.philox(counter: (.max, .max, .max, .max), key: (.max, .max))
    #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = StepRandom.philox(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func numbersDependOnSeedStreamStepAndDrawAlone() {
    func draws(_ seed: UInt64, _ stream: UInt32, _ step: UInt32) -> [Double] {
      var random = StepRandom(seed: seed, stream: stream, step: step)
      return (0..<5).map { _ in random.uniform() }
    }
    #expect(draws(1, 2, 3) == draws(1, 2, 3))
    let all = [draws(1, 2, 3), draws(1 << 40, 2, 3), draws(1, 3, 3), draws(1, 2, 4)].flatMap { $0 }
    #expect(Set(all).count == 20)
  }

  @Test func numbersAreEvenBetweenTheirBounds() {
    let numbers = (0..<20_000).map { step in
      var random = StepRandom(seed: 9, stream: 0, step: UInt32(step))
      return random.uniform()
    }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect((mean - 0.5).magnitude < 0.01)
    #expect((variance - 1.0 / 12).magnitude < 0.002)
  }
}
