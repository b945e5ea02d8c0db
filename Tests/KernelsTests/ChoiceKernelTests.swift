import Kernels
import Testing

@Suite struct ChoiceKernelTests {
  @Test(arguments: KernelTable.available.map(\.instructionSet), [1, 16, 49, 1000])
  func softmaxAgreesWithTheReference(set: InstructionSet, count: Int) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(UInt64(count))
    let logits = numbers.array(count, scale: 200)
    let p = AlignedMatrix(rows: 1, columns: count)
    logits.withUnsafeBufferPointer { kernels.softmax($0, scale: 0.5, into: p[0]) }
    let expected = ScalarReference.softmax(logits, scale: 0.5)
    for n in 0..<count { #expect((p[0][n] - expected[n]).magnitude <= 2e-6) }
    #expect((p.row(0).reduce(0, +) - 1).magnitude < 1e-5)
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet), [1, 2, 15, 16, 17, 50, 10_000])
  func whatIsDrawnIsWhereTheSumPassesTheNumber(set: InstructionSet, count: Int) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(UInt64(count))
    // Quarters, so that every order of additions gives the same sum.
    let p = (0..<count).map { _ in Float(Int(numbers.next(scale: 3))).magnitude / 4 }
    var (sum, first) = (0.0, [Int: Double]())
    for (index, value) in p.enumerated() {
      if value > 0 { first[index] = sum }
      sum += Double(value)
    }
    func draw(_ drawn: Double) -> Int { p.withUnsafeBufferPointer { kernels.draw($0, drawn) } }
    for (index, start) in first {
      #expect(draw(start) == index)
      #expect(draw(start + Double(p[index]) - 0.001) == index)
    }
    #expect(draw(sum + 1) == (first.keys.max() ?? 0))
  }
}
