import CTraining
import Networks
import Testing

@testable import Training

/// The fast trainer's passes against PyTorch's stored values and against the reference.
@Suite struct TrainerParityTests {
  private func flat(_ architecture: Architecture, _ values: [Double]) -> FlatParameters {
    let parameters = FlatParameters(architecture)
    for (index, value) in values.enumerated() { parameters.values[index] = Float(value) }
    return parameters
  }

  private func gradient(_ pass: NetworkPass) -> [Double] {
    (0..<pass.gradient.count).map { Double(pass.gradient.values[$0]) }
  }

  /// The largest difference, measured in parts of the larger of 1 and the expected value.
  private func distance(_ values: [Double], _ expected: [Double]) -> Double {
    zip(values, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
  }

  private func pass(
    _ architecture: Architecture, steps: Int, rows: Int, clipping: NetworkPass.Clipping, bf16: Bool = false
  ) -> NetworkPass {
    NetworkPass(architecture, steps: steps, rows: rows, clipping: clipping, smallestDeviation: 1e-6, bf16: bf16)
  }

  private func line(_ offsets: [Double], _ text: [Int]) -> InkSequence {
    InkSequence(id: "made-up-01", text: text, offsets: offsets.map { Float($0) })
  }

  @Test(arguments: PyTorchFixture.names, [false, true])
  func `loss and derivatives of one sequence are those of PyTorch`(name: String, clipped: Bool) throws {
    let fixture = try PyTorchFixture.read(name)
    let clipping = NetworkPass.Clipping(
      cells: clipped ? Float(fixture.cellLimit) : 1e6, outputs: clipped ? Float(fixture.outputLimit) : 1e6)
    let (chunk, texts) = fixture.chunk
    let pass = pass(fixture.architecture, steps: chunk.steps, rows: 1, clipping: clipping)
    pass.load(flat(fixture.architecture, fixture.parameters))
    let result = pass.run(chunk, texts: texts, learn: true)
    #expect(abs(result.loss - fixture.loss) < 1e-4)
    #expect(abs(result.squares - fixture.squaredError) < 1e-4)
    #expect(result.units == chunk.steps)
    #expect(
      distance(gradient(pass), fixture.flat(clipped ? fixture.clippedGradient : fixture.gradient)) < 2e-5)
  }

  /// Lines of unlike length and text, from a fixed generator.
  private func lines(_ count: Int, symbols: Int) -> [InkSequence] {
    var generator = SplitMix64(state: 7)
    return (0..<count).map { number in
      let offsets = (0..<4 + 3 * number).flatMap { _ in
        [
          Double.random(in: -1.5...1.5, using: &generator), .random(in: -1.5...1.5, using: &generator),
          Bool.random(using: &generator) ? 1 : 0,
        ]
      }
      return line(offsets, (0..<2 + number).map { _ in Int.random(in: 0..<symbols, using: &generator) })
    }
  }

  @Test(arguments: [SmallNetworks.seed, SmallNetworks.graves])
  func `a batch of unlike lines has the sum of the reference's losses and derivatives`(architecture: Architecture) {
    let lines = lines(5, symbols: 6)
    let parameters: [Double] = SmallNetworks.parameters(architecture)
    let network = DifferentiableNetwork<Double>(architecture, parameters: parameters)
    var loss = 0.0
    var expected = [Double](repeating: 0, count: parameters.count)
    for line in lines {
      let result = network.gradient(.ink(offsets: line.offsets.map { Double($0) }, text: line.text))
      loss += result.loss
      for index in expected.indices { expected[index] += result.gradient[index] }
    }
    let pass = pass(architecture, steps: 20, rows: 6, clipping: .init(cells: 1e6, outputs: 1e6))
    let chunk = Chunk(steps: 20, rows: 6)
    chunk.fill([3, 0, 4, 1, 2], of: lines)
    pass.load(flat(architecture, parameters))
    let texts = TextTable(lines)
    let result = pass.run(chunk, texts: texts, learn: true)
    #expect(abs(result.loss - loss) < 1e-4 * loss)
    #expect(distance(gradient(pass), expected) < 1e-4)
  }

  @Test func `state is carried from chunk to chunk and starts anew with each line`() {
    let architecture = SmallNetworks.graves
    let lines = lines(6, symbols: 6)
    let parameters: [Double] = SmallNetworks.parameters(architecture)
    let network = DifferentiableNetwork<Double>(architecture, parameters: parameters)
    let expected = lines.reduce(0.0) {
      $0 + network.forward(.ink(offsets: $1.offsets.map { Double($0) }, text: $1.text)).loss
    }
    let pass = pass(architecture, steps: 5, rows: 2, clipping: .init())
    let chunk = Chunk(steps: 5, rows: 2)
    var stream = InkStream(seed: 3, worker: 0, workers: 1, rows: 2, endless: false)
    pass.load(flat(architecture, parameters))
    let texts = TextTable(lines)
    var loss = 0.0
    var points = 0
    while !stream.isExhausted(lines) {
      stream.fill(chunk, from: lines)
      let result = pass.run(chunk, texts: texts, learn: false)
      loss += result.loss
      points += result.units
    }
    #expect(points == lines.reduce(0) { $0 + $1.count })
    #expect(abs(loss - expected) < 1e-4 * expected)
  }

  @Test(.enabled(if: Product.takesBF16, "oneDNN has no products in bf16 for this processor"))
  func `bfloat16 products stay near the reference`() {
    let architecture = SmallNetworks.seed
    let lines = lines(3, symbols: 6)
    let parameters: [Double] = SmallNetworks.parameters(architecture)
    let network = DifferentiableNetwork<Double>(architecture, parameters: parameters)
    let expected = lines.reduce(0.0) {
      $0 + network.forward(.ink(offsets: $1.offsets.map { Double($0) }, text: $1.text)).loss
    }
    let pass = pass(architecture, steps: 12, rows: 3, clipping: .init(), bf16: true)
    let chunk = Chunk(steps: 12, rows: 3)
    chunk.fill([0, 1, 2], of: lines)
    pass.load(flat(architecture, parameters))
    let texts = TextTable(lines)
    #expect(abs(pass.run(chunk, texts: texts, learn: false).loss - expected) < 0.02 * expected)
  }
}
