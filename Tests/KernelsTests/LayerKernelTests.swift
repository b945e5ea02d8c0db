import Kernels
import Testing

@Suite struct LayerKernelTests {
  /// A layer with its state: what an LSTM step is made of.
  private struct Layer {
    let weights: [Float]
    let bias: [Float]
    let peepholes: [Float]?
    let matrix: PackedMatrix
    let x: ActivationMatrix
    let states: [[Float]]

    init(cells: Int, inputs: Int, rows: Int, peepholes hasPeepholes: Bool, _ precision: Precision) {
      var numbers = TestNumbers(UInt64(cells * 7 + inputs))
      weights = numbers.array(4 * cells * inputs, scale: 2)
      bias = numbers.array(4 * cells, scale: 2)
      peepholes = hasPeepholes ? numbers.array(3 * cells) : nil
      matrix = PackedMatrix(
        [.init(weights: weights, rowStride: inputs)], outputs: 4 * cells, bias: bias, precision: precision,
        order: .gates)
      x = .hidden(rows: rows, columns: inputs, precision, &numbers)
      states = (0..<rows).map { _ in numbers.array(cells, scale: 3) }
    }

    /// One step: c, what h stands for, and which rows were broken.
    func step(_ kernels: KernelTable, panels: [Range<Int>?] = [nil]) -> (c: [[Float]], h: [[Float]], broken: [UInt8]) {
      let c = AlignedMatrix(states)
      let h = ActivationMatrix(matrix.precision, .hiddenStates, rows: states.count, columns: states[0].count)
      var broken = [UInt8](repeating: 0, count: states.count)
      broken.withUnsafeMutableBufferPointer { flags in
        for range in panels {
          kernels.lstm(
            [x], by: matrix, rows: states.count, peepholes: peepholes.map(PeepholeWeights.init), c: c, h: h,
            broken: flags, panels: range)
        }
      }
      return (states.indices.map(c.row), states.indices.map(h.values(ofRow:)), broken)
    }
  }

  /// What h loses where it is kept.
  private func loss(_ precision: Precision) -> Float {
    switch precision {
    case .fp32: 0
    case .bf16: 0x1p-9
    case .int8: 0.5 / 127
    }
  }

  /// Pre-activations that are given: the inputs are zeros, whose product adds nothing to them.
  @Test(arguments: TestTable.all, [1, 15, 16, 17, 61, 400])
  func theCellsAgreeWithTheReference(table: TestTable, cells: Int) {
    for precision in Precision.allCases {
      var numbers = TestNumbers(UInt64(cells))
      let matrix = PackedMatrix(
        [.init(weights: numbers.array(4 * cells), rowStride: 1)], outputs: 4 * cells, precision: precision,
        order: .gates)
      for peepholes in [nil, numbers.array(3 * cells)] {
        var gates = (0..<5).map { _ in numbers.array(4 * cells, scale: 9) }
        // Gates that are shut, open and saturated.
        gates[4] = (0..<4 * cells).map { [-1e30, -90, -41, -20.5, 0, 20.5, 41, 90, 1e30][$0 % 9] }
        var states = (0..<5).map { _ in numbers.array(cells, scale: 3) }
        let starts = StartRows(rows: 5)
        let sums = AlignedMatrix(rows: 5, columns: matrix.paddedOutputs)
        for row in 0..<5 { for n in 0..<4 * cells { sums[row][matrix.output(ofRow: n)] = gates[row][n] } }
        starts.setAll(to: sums, shared: false)
        let (c, h) = (AlignedMatrix(states), ActivationMatrix(precision, .hiddenStates, rows: 5, columns: cells))
        var broken = [UInt8](repeating: 0, count: 5)
        broken.withUnsafeMutableBufferPointer {
          table.kernels.lstm(
            [ActivationMatrix(precision, .hiddenStates, rows: 5, columns: 1)], by: matrix, rows: 5, from: starts,
            peepholes: peepholes.map(PeepholeWeights.init), c: c, h: h, broken: $0)
        }
        for row in 0..<5 {
          let expected = ScalarReference.lstm(gates: gates[row], peepholes: peepholes, c: &states[row])
          let kept = h.values(ofRow: row)
          for j in 0..<cells {
            #expect((kept[j] - expected[j]).magnitude < loss(precision) + 2e-6, "\(precision)")
            #expect((c[row][j] - states[row][j]).magnitude < 4e-6, "\(precision)")
          }
        }
        #expect(broken == [0, 0, 0, 0, 0])
      }
    }
  }

  @Test(arguments: TestTable.all, [1, 17, 61])
  func aStepIsTheCellsOfTheProduct(table: TestTable, cells: Int) {
    for precision in Precision.allCases {
      for peepholes in [false, true] {
        let layer = Layer(cells: cells, inputs: 13, rows: 7, peepholes: peepholes, precision)
        let (c, h, broken) = layer.step(table.kernels)
        let exact = rounded(layer.weights, rowStride: 13, to: precision)
        for row in 0..<7 {
          var state = layer.states[row]
          let gates = ScalarReference.product(exact, layer.x.values(ofRow: row), start: layer.bias)
          let expected = ScalarReference.lstm(gates: gates, peepholes: layer.peepholes, c: &state)
          for j in 0..<cells {
            // Sums of 13 products with weights of up to 2 are off by some 2e-6, and the cells by their own errors.
            #expect((h[row][j] - expected[j]).magnitude < loss(precision) + 6e-6, "\(precision)")
            #expect((c[row][j] - state[j]).magnitude < 1e-5, "\(precision)")
          }
        }
        #expect(broken == [0, 0, 0, 0, 0, 0, 0])
      }
    }
  }

  @Test(arguments: Precision.allCases)
  func theCellsHaveTheSameBitsOnEveryInstructionSet(precision: Precision) {
    let layer = Layer(cells: 61, inputs: 37, rows: 9, peepholes: true, precision)
    let tables = TestTable.all.filter { precision != .fp32 || $0.kernels.instructionSet != .plain }
    #expect(Set(tables.map { layer.step($0.kernels).c.map(\.bits) }).count == 1)
    #expect(Set(tables.map { layer.step($0.kernels).h.map(\.bits) }).count == 1)
  }

  @Test(arguments: Precision.allCases)
  func panelsOfCellsMayBeComputedOneByOne(precision: Precision) {
    let layer = Layer(cells: 61, inputs: 37, rows: 9, peepholes: true, precision)
    let (whole, pieces) = (layer.step(.current), layer.step(.current, panels: [3..<4, 0..<2, 2..<3]))
    #expect(whole.c.map(\.bits) == pieces.c.map(\.bits) && whole.h.map(\.bits) == pieces.h.map(\.bits))
  }

  @Test(arguments: TestTable.all, Precision.allCases)
  func aRowThatIsNotANumberIsMarkedAndLeavesTheOthersAlone(table: TestTable, precision: Precision) {
    let layer = Layer(cells: 20, inputs: 5, rows: 4, peepholes: false, precision)
    let starts = StartRows(rows: 4)
    let good = AlignedMatrix(rows: 1, columns: layer.matrix.paddedOutputs)
    let bad = AlignedMatrix(rows: 1, columns: layer.matrix.paddedOutputs)
    bad[0][layer.matrix.output(ofRow: 19)] = .nan
    starts.setAll(to: good, shared: true)
    starts.set(2, to: bad, row: 0)
    let h = ActivationMatrix(precision, .hiddenStates, rows: 4, columns: 20)
    var broken = [UInt8](repeating: 0, count: 4)
    let c = AlignedMatrix(layer.states)
    broken.withUnsafeMutableBufferPointer {
      table.kernels.lstm([layer.x], by: layer.matrix, rows: 4, from: starts, c: c, h: h, broken: $0)
    }
    #expect(broken == [0, 0, 1, 0])
    #expect(c.row(1).allSatisfy(\.isFinite) && c.row(2)[..<19].allSatisfy(\.isFinite))
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
