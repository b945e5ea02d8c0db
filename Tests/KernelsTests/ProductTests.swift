import Kernels
import Testing

@Suite struct ProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var inputs: Int
    var outputs: Int
    var testDescription: String { "\(inputs) × \(outputs)" }
  }

  static let shapes = [(1, 1), (2, 3), (31, 61), (127, 64), (400, 121), (463, 65), (1000, 50), (7, 1000), (1024, 61)]
    .map(
      Shape.init)

  /// Each product of the sum may be off by one rounding at the sum's largest magnitude.
  private func tolerance(_ weights: ArraySlice<Float>, _ x: [Float], _ bias: Float) -> Float {
    let magnitude = zip(weights, x).reduce(Double(bias.magnitude)) { $0 + Double(($1.0 * $1.1).magnitude) }
    return Float(magnitude * Double(x.count + 1) * 0x1p-24) + .leastNormalMagnitude
  }

  @Test(arguments: TestTable.all, shapes)
  func theProductAgreesWithTheReference(table: TestTable, shape: Shape) {
    for precision in Precision.allCases {
      var numbers = TestNumbers(UInt64(shape.inputs * 1000 + shape.outputs))
      let weights = numbers.array(shape.inputs * shape.outputs)
      let bias = numbers.array(shape.outputs)
      let matrix = PackedMatrix(
        [.init(weights: weights, rowStride: shape.inputs)], outputs: shape.outputs, bias: bias, precision: precision)
      let exact = rounded(weights, rowStride: shape.inputs, to: precision)
      for rows in [1, 2, 3, 5, 7, 13] {
        let values = (0..<rows).map { $0 % 2 == 0 ? numbers.array(shape.inputs) : numbers.illConditioned(shape.inputs) }
        let x = ActivationMatrix(values, precision, table.kernels)
        let y = AlignedMatrix(rows: rows, columns: shape.outputs)
        table.kernels.multiply([x], by: matrix, rows: rows, into: y)
        for row in 0..<rows {
          let taken = x.values(ofRow: row)
          let expected = ScalarReference.product(exact, taken, start: bias)
          for n in 0..<shape.outputs {
            let bound = tolerance(exact[n * shape.inputs..<(n + 1) * shape.inputs], taken, bias[n])
            #expect(
              (y[row][n] - expected[n]).magnitude <= bound, "\(precision), row \(row) of \(rows), output \(n)")
          }
        }
      }
    }
  }

  /// The output row of every place a row can have in batches of 1 to `most`, computed by `multiply`.
  private func places(
    most: Int, inputs: Int, outputs: Int, _ precision: Precision,
    multiply: (_ x: ActivationMatrix, _ rows: Int, _ y: AlignedMatrix) -> Void
  ) -> Set<[UInt32]> {
    var numbers = TestNumbers(77)
    let row = numbers.illConditioned(inputs)
    var seen: Set<[UInt32]> = []
    for rows in 1...most {
      for place in 0..<rows {
        var values = (0..<rows).map { _ in [Float](repeating: numbers.next(scale: 9), count: inputs) }
        values[place] = row
        let y = AlignedMatrix(rows: rows, columns: outputs)
        multiply(ActivationMatrix(values, precision), rows, y)
        seen.insert(y.row(place).bits)
      }
    }
    return seen
  }

  @Test(arguments: TestTable.all, Precision.allCases)
  func aRowHasTheSameBitsAloneAndAtEveryPlaceAmongOthers(table: TestTable, precision: Precision) {
    for shape in [Shape(inputs: 97, outputs: 70), Shape(inputs: 13, outputs: 3)] {
      var numbers = TestNumbers(5)
      let weights = numbers.array(shape.inputs * shape.outputs)
      let bias = numbers.array(shape.outputs)
      let matrix = PackedMatrix(
        [.init(weights: weights, rowStride: shape.inputs)], outputs: shape.outputs, bias: bias, precision: precision)
      let seen = places(most: 65, inputs: shape.inputs, outputs: shape.outputs, precision) { x, rows, y in
        table.kernels.multiply([x], by: matrix, rows: rows, into: y)
      }
      #expect(seen.count == 1)
    }
  }

  /// The inverse of the test above: were the order of additions to depend on the batch, it would be seen.
  @Test func aProductThatChangesItsOrderWithTheBatchIsFoundOut() {
    var numbers = TestNumbers(5)
    let weights = numbers.array(97)
    let seen = places(most: 3, inputs: 97, outputs: 1, .fp32) { x, rows, y in
      for row in 0..<rows {
        let order = rows == 1 ? Array(0..<97) : Array((0..<97).reversed())
        let values = x.values(ofRow: row)
        y[row][0] = order.reduce(Float(0)) { $0 + weights[$1] * values[$1] }
      }
    }
    #expect(seen.count > 1)
  }

  @Test(arguments: Precision.allCases)
  func instructionSetsGiveTheSameBits(precision: Precision) throws {
    // Plain fp32 rounds every product before it is added.
    let tables = TestTable.all.map(\.kernels).filter { precision != .fp32 || $0.instructionSet != .plain }
    var numbers = TestNumbers(6)
    let matrix = PackedMatrix(
      [.init(weights: numbers.array(463 * 121), rowStride: 463)], outputs: 121, precision: precision)
    let values = (0..<9).map { _ in numbers.illConditioned(463) }
    var seen: Set<[[UInt32]]> = []
    for kernels in tables {
      let y = AlignedMatrix(rows: 9, columns: 121)
      kernels.multiply([ActivationMatrix(values, precision, kernels)], by: matrix, rows: 9, into: y)
      seen.insert((0..<9).map { y.row($0).bits })
    }
    #expect(seen.count == 1)
  }

  @Test func elementaryFunctionsHaveTheSameBitsOnEveryInstructionSet() {
    var numbers = TestNumbers(9)
    var values: [Float] = [0, -0.0, 88.5, -88.5, .infinity, 1e-30]
    values += numbers.array(2000, scale: 30)
    values += numbers.array(2000, scale: 0.1)
    #expect(Set(KernelTable.available.map { $0.exp(values).bits }).count == 1)
    #expect(Set(KernelTable.available.map { $0.sigmoid(values).bits }).count == 1)
    #expect(Set(KernelTable.available.map { $0.tanh(values).bits }).count == 1)
  }

  @Test(arguments: TestTable.all, Precision.allCases)
  func partsMakeOneProductThatMayGoOnFromOtherSums(table: TestTable, precision: Precision) {
    var numbers = TestNumbers(8)
    let (left, right) = (numbers.array(70 * 7), numbers.array(70 * 3))
    let matrix = PackedMatrix(
      [.init(weights: left, rowStride: 7, columns: 1..<6), .init(weights: right, rowStride: 3)], outputs: 70,
      precision: precision)
    let parts = [5, 3].map { ActivationMatrix.hidden(rows: 2, columns: $0, precision, &numbers) }
    let sums = AlignedMatrix([numbers.array(70), numbers.array(70)])
    let before = [sums.row(0), sums.row(1)]
    let starts = StartRows(rows: 2)
    // The second row begins where the first does.
    starts.set(0, to: sums, row: 0)
    starts.set(1, to: sums, row: 0)
    let y = AlignedMatrix(rows: 2, columns: 70)
    table.kernels.multiply(parts, by: matrix, rows: 2, from: starts, into: y)
    var joined: [Float] = []
    for n in 0..<70 {
      joined += left[(n * 7 + 1)..<(n * 7 + 6)]
      joined += right[(n * 3)..<(n * 3 + 3)]
    }
    let exact = rounded(joined, rowStride: 8, to: precision)
    for row in 0..<2 {
      let x = parts.flatMap { $0.values(ofRow: row) }
      let expected = ScalarReference.product(exact, x, start: before[0])
      for n in 0..<70 { #expect((y[row][n] - expected[n]).magnitude < 1e-6) }
    }
    starts.setAll(to: sums, shared: false)
    table.kernels.multiply(parts, by: matrix, rows: 2, from: starts, into: sums)
    #expect(sums.row(0).bits == y.row(0).bits)
    #expect(sums.row(1).bits != y.row(1).bits)
  }

  @Test(arguments: TestTable.all, Precision.allCases)
  func panelsMayBeComputedOneByOne(table: TestTable, precision: Precision) {
    var numbers = TestNumbers(3)
    let matrix = PackedMatrix(
      [.init(weights: numbers.array(200 * 33), rowStride: 33)], outputs: 200, precision: precision)
    let x = ActivationMatrix.hidden(rows: 5, columns: 33, precision, &numbers)
    let (whole, pieces) = (AlignedMatrix(rows: 5, columns: 200), AlignedMatrix(rows: 5, columns: 200))
    table.kernels.multiply([x], by: matrix, rows: 5, into: whole)
    #expect(matrix.panels == 4)
    for panel in [3, 1, 0, 2] {
      table.kernels.multiply([x], by: matrix, rows: 5, into: pieces, panels: panel..<panel + 1)
    }
    for row in 0..<5 { #expect(whole.row(row).bits == pieces.row(row).bits) }
  }

  @Test(arguments: TestTable.all, Precision.allCases)
  func aValueThatIsNotFiniteSpoilsItsOwnRowAndNoOther(table: TestTable, precision: Precision) {
    var numbers = TestNumbers(11)
    let matrix = PackedMatrix(
      [.init(weights: numbers.array(3 * 20, scale: 9), rowStride: 20)], outputs: 3, precision: precision)
    for stranger in [Float.nan, .infinity, -.infinity] {
      var values = (0..<3).map { _ in numbers.array(20) }
      values[1][17] = stranger
      let y = AlignedMatrix(rows: 3, columns: 3)
      table.kernels.multiply([ActivationMatrix(values, precision, table.kernels)], by: matrix, rows: 3, into: y)
      #expect(y.row(0).allSatisfy(\.isFinite) && y.row(2).allSatisfy(\.isFinite))
      #expect(y.row(1).allSatisfy { !$0.isFinite })
    }
  }

  @Test(arguments: Precision.allCases)
  func aRowOfZerosAndAWeightOfZerosMultiplyToTheBias(precision: Precision) {
    let matrix = PackedMatrix(
      [.init(weights: [Float](repeating: 0, count: 12), rowStride: 4)], outputs: 3, bias: [1, 2, 3],
      precision: precision)
    let y = AlignedMatrix(rows: 2, columns: 3)
    KernelTable.current.multiply(
      [ActivationMatrix([[0, 0, 0, 0], [1, -2, 3, 4]], precision)], by: matrix, rows: 2, into: y)
    #expect(y.row(0) == [1, 2, 3] && y.row(1) == [1, 2, 3])
  }
}
