import CTraining
import Networks
import Testing

@testable import Training

/// The trainer's fast pass against the readable reference in double precision.
@Suite struct FastGradientTests {
  private static let networks = [SmallNetworks.seed, SmallNetworks.graves, SmallNetworks.prediction]

  /// Lines of different length, as `SmallNetworks.sequence` but without its end.
  private func lines() -> [InkSequence] {
    guard case .ink(let offsets, let text) = SmallNetworks.sequence(SmallNetworks.seed) as ReferenceSequence<Float>
    else { return [] }
    return [
      InkSequence(id: "a", text: text, offsets: offsets),
      InkSequence(id: "b", text: [1, 3, 4], offsets: Array(offsets.prefix(9))),
      InkSequence(id: "c", text: [4], offsets: Array(offsets.suffix(12))),
    ]
  }

  /// Sum over the lines of the reference's gradient and loss.
  private func expected(
    _ architecture: Architecture, _ parameters: [Double], clipping: ReferenceClipping<Double> = .init()
  ) -> (loss: Double, gradient: [Double]) {
    var network = DifferentiableNetwork<Double>(architecture, parameters: parameters)
    network.smallestDeviation = 0.01
    var total = [Double](repeating: 0, count: parameters.count)
    var loss = 0.0
    for line in lines() {
      let result = network.gradient(
        .ink(offsets: line.offsets.map { Double($0) }, text: line.text), clipping: clipping)
      loss += result.loss
      for index in total.indices { total[index] += result.gradient[index] }
    }
    return (loss, total)
  }

  private func pass(
    _ architecture: Architecture, steps: Int, rows: Int, bf16: Bool = false, clip: Float = 1e9
  ) -> (NetworkPass, FlatParameters, [Double]) {
    let values: [Double] = SmallNetworks.parameters(architecture)
    let parameters = FlatParameters(architecture)
    for (index, value) in values.enumerated() { parameters.values[index] = Float(value) }
    let pass = NetworkPass(
      architecture, steps: steps, rows: rows, clipping: .init(cells: clip, outputs: clip), smallestDeviation: 0.01,
      bf16: bf16)
    pass.load(parameters)
    return (pass, parameters, values)
  }

  private func compare(_ fast: FlatParameters, _ slow: [Double], tolerance: Double) {
    var start = 0
    for tensor in fast.architecture.parameters {
      let scale = (0..<tensor.count).map { abs(slow[start + $0]) }.max() ?? 0
      for index in 0..<tensor.count {
        let error = abs(Double(fast.values[start + index]) - slow[start + index])
        #expect(error <= tolerance * max(scale, 1e-3), "\(tensor.name)[\(index)]")
      }
      start += tensor.count
    }
  }

  @Test(arguments: networks)
  func `whole lines side by side give the reference's loss and derivatives`(architecture: Architecture) {
    let (pass, _, values) = pass(architecture, steps: 8, rows: 4)
    let lines = lines()
    let chunk = Chunk(steps: 8, rows: 4)
    chunk.fill([0, 1, 2], of: lines)
    let result = pass.run(chunk, texts: TextTable(lines), learn: true)
    let reference = expected(architecture, values)
    #expect(abs(result.loss - reference.loss) < 1e-4 * abs(reference.loss))
    #expect(result.units == lines.reduce(0) { $0 + $1.count })
    compare(pass.gradient, reference.gradient, tolerance: 2e-4)
  }

  @Test(arguments: networks)
  func `lines that follow one another in a row start from zero state`(architecture: Architecture) {
    let lines = lines()
    let steps = lines.reduce(0) { $0 + $1.count } + 3
    let (pass, _, values) = pass(architecture, steps: steps, rows: 1)
    var stream = InkStream(seed: 1, worker: 0, workers: 1, rows: 1, endless: false)
    let chunk = Chunk(steps: steps, rows: 1)
    stream.fill(chunk, from: lines)
    let result = pass.run(chunk, texts: TextTable(lines), learn: true)
    let reference = expected(architecture, values)
    #expect(abs(result.loss - reference.loss) < 1e-4 * abs(reference.loss))
    compare(pass.gradient, reference.gradient, tolerance: 2e-4)
  }

  @Test(arguments: networks)
  func `derivatives are clipped where the reference clips them`(architecture: Architecture) {
    let (pass, _, values) = pass(architecture, steps: 8, rows: 4, clip: 0.05)
    let lines = lines()
    let chunk = Chunk(steps: 8, rows: 4)
    chunk.fill([0, 1, 2], of: lines)
    _ = pass.run(chunk, texts: TextTable(lines), learn: true)
    let clipped = expected(architecture, values, clipping: .init(cells: 0.05, outputs: 0.05))
    #expect(clipped.gradient != expected(architecture, values).gradient)
    compare(pass.gradient, clipped.gradient, tolerance: 2e-4)
  }

  @Test func `a chunk continues with the state of the one before`() {
    let lines = Array(lines().prefix(1))
    let (whole, _, _) = pass(SmallNetworks.seed, steps: 6, rows: 1)
    let long = Chunk(steps: 6, rows: 1)
    long.fill([0], of: lines)
    let texts = TextTable(lines)
    let expected = whole.run(long, texts: texts, learn: false).loss
    let (halves, _, _) = pass(SmallNetworks.seed, steps: 3, rows: 1)
    var stream = InkStream(seed: 1, worker: 0, workers: 1, rows: 1, endless: false)
    let short = Chunk(steps: 3, rows: 1)
    var loss = 0.0
    while !stream.isExhausted(lines) {
      stream.fill(short, from: lines)
      loss += halves.run(short, texts: texts, learn: false).loss
    }
    #expect(abs(loss - expected) < 1e-4)
  }

  @Test(.enabled(if: Product.takesBF16, "oneDNN has no products in bf16 for this processor"))
  func `bfloat16 products stay near the reference`() {
    let (pass, _, values) = pass(SmallNetworks.seed, steps: 8, rows: 4, bf16: true)
    let lines = lines()
    let chunk = Chunk(steps: 8, rows: 4)
    chunk.fill([0, 1, 2], of: lines)
    let result = pass.run(chunk, texts: TextTable(lines), learn: true)
    let reference = expected(SmallNetworks.seed, values)
    #expect(abs(result.loss - reference.loss) < 0.02 * abs(reference.loss))
    compare(pass.gradient, reference.gradient, tolerance: 0.1)
  }
}
