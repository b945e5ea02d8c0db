import Kernels
import Testing

@Suite struct ProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var inputs: Int
    var outputs: Int
    var testDescription: String { "\(inputs) × \(outputs)" }
  }

  static let shapes = [(1, 1), (2, 3), (31, 61), (127, 64), (400, 121), (463, 65), (1000, 50), (7, 1000)].map(
    Shape.init)

  /// Each product of the sum may be off by one rounding at the sum's largest magnitude.
  private func tolerance(_ weights: ArraySlice<Float>, _ x: [Float], _ bias: Float) -> Float {
    let magnitude = zip(weights, x).reduce(Double(bias.magnitude)) { $0 + Double(($1.0 * $1.1).magnitude) }
    return Float(magnitude * Double(x.count + 1) * 0x1p-24) + .leastNormalMagnitude
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet), shapes)
  func theProductAgreesWithTheReference(set: InstructionSet, shape: Shape) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(UInt64(shape.inputs * 1000 + shape.outputs))
    let weights = numbers.array(shape.inputs * shape.outputs)
    let bias = numbers.array(shape.outputs)
    let matrix = PackedMatrix([.init(weights: weights, rowStride: shape.inputs)], outputs: shape.outputs, bias: bias)
    for rows in [1, 2, 3, 5, 7, 13] {
      let x = (0..<rows).map { $0 % 2 == 0 ? numbers.array(shape.inputs) : numbers.illConditioned(shape.inputs) }
      let y = AlignedMatrix(rows: rows, columns: shape.outputs)
      kernels.multiply(AlignedMatrix(x), by: matrix, rows: rows, into: y)
      for row in 0..<rows {
        let expected = ScalarReference.product(weights, x[row], start: bias)
        for n in 0..<shape.outputs {
          let bound = tolerance(weights[n * shape.inputs..<(n + 1) * shape.inputs], x[row], bias[n])
          #expect((y[row][n] - expected[n]).magnitude <= bound, "row \(row) of \(rows), output \(n)")
        }
      }
    }
  }

  /// The output row of every place a row can have in batches of 1 to `most`, computed by `multiply`.
  private func places(
    most: Int, inputs: Int, outputs: Int, multiply: (_ x: AlignedMatrix, _ rows: Int, _ y: AlignedMatrix) -> Void
  ) -> Set<[UInt32]> {
    var numbers = TestNumbers(77)
    let row = numbers.illConditioned(inputs)
    var seen: Set<[UInt32]> = []
    for rows in 1...most {
      for place in 0..<rows {
        let x = AlignedMatrix(rows: rows, columns: inputs)
        for other in 0..<rows { x[other].update(repeating: numbers.next(scale: 9)) }
        _ = x[place].update(fromContentsOf: row)
        let y = AlignedMatrix(rows: rows, columns: outputs)
        multiply(x, rows, y)
        seen.insert(y.row(place).bits)
      }
    }
    return seen
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet))
  func aRowHasTheSameBitsAloneAndAtEveryPlaceAmongOthers(set: InstructionSet) throws {
    let kernels = try #require(KernelTable(set))
    for shape in [Shape(inputs: 97, outputs: 70), Shape(inputs: 13, outputs: 3)] {
      var numbers = TestNumbers(5)
      let weights = numbers.array(shape.inputs * shape.outputs)
      let bias = numbers.array(shape.outputs)
      let matrix = PackedMatrix([.init(weights: weights, rowStride: shape.inputs)], outputs: shape.outputs, bias: bias)
      let seen = places(most: 65, inputs: shape.inputs, outputs: shape.outputs) { x, rows, y in
        kernels.multiply(x, by: matrix, rows: rows, into: y)
      }
      #expect(seen.count == 1)
    }
  }

  /// The inverse of the test above: were the order of additions to depend on the batch, it would be seen.
  @Test func aProductThatChangesItsOrderWithTheBatchIsFoundOut() {
    var numbers = TestNumbers(5)
    let weights = numbers.array(97)
    let seen = places(most: 3, inputs: 97, outputs: 1) { x, rows, y in
      for row in 0..<rows {
        let order = rows == 1 ? Array(0..<97) : Array((0..<97).reversed())
        y[row][0] = order.reduce(Float(0)) { $0 + weights[$1] * x[row][$1] }
      }
    }
    #expect(seen.count > 1)
  }

  @Test func fusedInstructionSetsGiveTheSameBits() throws {
    guard let narrow = KernelTable(.avx2), let wide = KernelTable(.avx512) else { return }
    var numbers = TestNumbers(6)
    let matrix = PackedMatrix([.init(weights: numbers.array(463 * 121), rowStride: 463)], outputs: 121)
    let x = AlignedMatrix((0..<9).map { _ in numbers.illConditioned(463) })
    let (a, b) = (AlignedMatrix(rows: 9, columns: 121), AlignedMatrix(rows: 9, columns: 121))
    narrow.multiply(x, by: matrix, rows: 9, into: a)
    wide.multiply(x, by: matrix, rows: 9, into: b)
    for row in 0..<9 { #expect(a.row(row).bits == b.row(row).bits) }
    let values = numbers.array(1000, scale: 30)
    #expect(narrow.exp(values).bits == wide.exp(values).bits)
    #expect(narrow.sigmoid(values).bits == wide.sigmoid(values).bits)
    #expect(narrow.tanh(values).bits == wide.tanh(values).bits)
  }

  @Test(arguments: KernelTable.available.map(\.instructionSet))
  func blocksOfColumnsMakeOneProductThatMayAccumulate(set: InstructionSet) throws {
    let kernels = try #require(KernelTable(set))
    var numbers = TestNumbers(8)
    let (left, right) = (numbers.array(70 * 5), numbers.array(70 * 3))
    let matrix = PackedMatrix(
      [.init(weights: left, rowStride: 5, columns: 1..<4), .init(weights: right, rowStride: 3)], outputs: 70)
    let x = numbers.array(6)
    let start = numbers.array(70)
    let y = AlignedMatrix([start])
    kernels.multiply(AlignedMatrix([x]), by: matrix, rows: 1, into: y, accumulating: true)
    var joined: [Float] = []
    for n in 0..<70 {
      joined += left[(n * 5 + 1)..<(n * 5 + 4)]
      joined += right[(n * 3)..<(n * 3 + 3)]
    }
    let expected = ScalarReference.product(joined, x, start: start)
    for n in 0..<70 { #expect((y[0][n] - expected[n]).magnitude < 1e-6) }
  }
}
