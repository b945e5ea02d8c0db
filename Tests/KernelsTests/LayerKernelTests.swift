import Kernels
import Testing

@Suite struct LayerKernelTests {
  @Test(arguments: KernelTable.available.map(\.instructionSet), [1, 15, 16, 17, 61, 400])
  func theCellsAgreeWithTheReference(set: InstructionSet, cells: Int) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(UInt64(cells))
    for peepholes in [nil, numbers.array(3 * cells)] {
      let gates = (0..<3).map { _ in numbers.array(4 * cells, scale: 9) }
      var states = (0..<3).map { _ in numbers.array(cells, scale: 3) }
      let (c, h) = (AlignedMatrix(states), AlignedMatrix(rows: 3, columns: cells + 2))
      kernels.lstm(
        rows: 3, gates: AlignedMatrix(gates), peepholes: peepholes.map(AlignedMatrix.init(row:)), c: c, h: h,
        hColumn: 2)
      for row in 0..<3 {
        let expected = ScalarReference.lstm(gates: gates[row], peepholes: peepholes, c: &states[row])
        for j in 0..<cells {
          #expect((h[row][j + 2] - expected[j]).magnitude < 2e-6)
          #expect((c[row][j] - states[row][j]).magnitude < 4e-6)
        }
        #expect(h[row][0] == 0 && h[row][1] == 0)
      }
    }
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet), [1, 14, 15, 16, 40])
  func theWindowAgreesWithTheReference(set: InstructionSet, length: Int) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(UInt64(length))
    let components = 5
    var kappa = (0..<components).map { _ in numbers.next(scale: 3) + 3 }
    let raw = numbers.array(3 * components)
    let text = (0..<length).map { $0 * 7 % 11 }
    let (parameters, positions) = (AlignedMatrix([raw]), AlignedMatrix([kappa]))
    let phi = AlignedMatrix(rows: 1, columns: (length + 16) / 16 * 16)
    let w = AlignedMatrix(rows: 1, columns: 11)
    kernels.window(
      parameters: parameters[0], kappa: positions[0], text: text.map(Int32.init), phi: phi[0], w: w[0])
    let expected = ScalarReference.window(parameters: raw, kappa: &kappa, text: text, symbols: 11)
    for k in 0..<components { #expect((positions[0][k] - kappa[k]).magnitude < 1e-5) }
    for u in 0...length { #expect((phi[0][u] - expected.phi[u]).magnitude < 2e-5) }
    for v in 0..<11 { #expect((w[0][v] - expected.w[v]).magnitude < 4e-5) }
  }

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

  @Test func nonFiniteValuesAreFound() {
    var values = [Float](repeating: 1, count: 67)
    #expect(values.withUnsafeBufferPointer { $0.allFinite })
    for (index, value) in [(0, Float.nan), (33, .infinity), (66, -.infinity)] {
      values[index] = value
      #expect(!values.withUnsafeBufferPointer { $0.allFinite })
      values[index] = -.greatestFiniteMagnitude
    }
  }
}
