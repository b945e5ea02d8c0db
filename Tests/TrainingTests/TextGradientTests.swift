import Networks
import Testing

@testable import Training

/// The fast pass over symbols against the readable reference in double precision.
@Suite struct TextGradientTests {
  static let networks = [SmallNetworks.oneHot, SmallNetworks.embedding, SmallNetworks.tied]
  static let texts: [[Int32]] = [[3, 1, 0, 6, 1, 5, 2, 2, 4, 1, 0], [5, 5, 1, 0, 2, 6, 3, 1, 4, 4, 2]]

  /// A chunk of two texts side by side, each symbol predicted from the one before.
  static func chunk(_ range: Range<Int>) -> Chunk {
    let chunk = Chunk(steps: range.count, rows: texts.count)
    for (row, text) in texts.enumerated() {
      for (step, index) in range.enumerated() {
        let place = step * texts.count + row
        chunk.symbols[place] = text[index]
        chunk.nextSymbols[place] = text[index + 1]
        chunk.mask[place] = 1
        chunk.units += 1
      }
      if range.lowerBound == 0 { chunk.reset[row] = 1 }
    }
    return chunk
  }

  static func parameters(_ architecture: Architecture) -> FlatParameters {
    let values: [Double] = SmallNetworks.parameters(architecture)
    let parameters = FlatParameters(architecture)
    for (index, value) in values.enumerated() { parameters.values[index] = Float(value) }
    return parameters
  }

  static func pass(
    _ architecture: Architecture, steps: Int, clip: Float = 1e9, dropout: NetworkPass.DropoutPlan = .init()
  ) -> NetworkPass {
    let pass = NetworkPass(
      architecture, steps: steps, rows: texts.count, clipping: .init(cells: clip, outputs: clip),
      smallestDeviation: 0.01, bf16: false, dropout: dropout)
    pass.load(parameters(architecture))
    return pass
  }

  private func reference(_ architecture: Architecture, clip: Double = .infinity) -> (loss: Double, gradient: [Double]) {
    let network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
    var total = (loss: 0.0, gradient: [Double](repeating: 0, count: network.parameters.count))
    for text in Self.texts {
      let symbols = text.map { Int($0) }
      let result = network.gradient(
        .symbols(inputs: symbols.dropLast(), targets: Array(symbols.dropFirst())),
        clipping: .init(cells: clip, outputs: clip))
      total.loss += result.loss
      for index in total.gradient.indices { total.gradient[index] += result.gradient[index] }
    }
    return total
  }

  private func compare(_ fast: FlatParameters, _ slow: [Double]) {
    for (index, value) in slow.enumerated() {
      #expect(abs(Double(fast.values[index]) - value) < 2e-4 * max(1, abs(value)), "parameter \(index)")
    }
  }

  @Test(arguments: networks, [false, true])
  func `texts side by side give the reference's loss and derivatives`(architecture: Architecture, looksUp: Bool) {
    // Dropout plans keep an embedding from becoming a table, and without a key nothing is left out.
    if !looksUp, case .oneHot = architecture.input { return }
    let pass = Self.pass(architecture, steps: 10, dropout: looksUp ? .init() : .init(input: 0.5))
    #expect(pass.shape.usesTable == looksUp)
    let result = pass.run(Self.chunk(0..<10), texts: TextTable([]), learn: true)
    let reference = reference(architecture)
    #expect(abs(result.loss - reference.loss) < 1e-4 * reference.loss)
    #expect(result.units == 20)
    compare(pass.gradient, reference.gradient)
  }

  @Test(arguments: networks)
  func `derivatives are clipped where the reference clips them`(architecture: Architecture) {
    let pass = Self.pass(architecture, steps: 10, clip: 0.05)
    _ = pass.run(Self.chunk(0..<10), texts: TextTable([]), learn: true)
    let clipped = reference(architecture, clip: 0.05)
    #expect(clipped.gradient != reference(architecture).gradient)
    compare(pass.gradient, clipped.gradient)
  }

  @Test(arguments: networks)
  func `a piece goes on with the state of the one before`(architecture: Architecture) {
    let whole = Self.pass(architecture, steps: 10).run(Self.chunk(0..<10), texts: TextTable([]), learn: false)
    let halves = Self.pass(architecture, steps: 5)
    let first = halves.run(Self.chunk(0..<5), texts: TextTable([]), learn: false)
    let second = halves.run(Self.chunk(5..<10), texts: TextTable([]), learn: false)
    #expect(abs(first.loss + second.loss - whole.loss) < 1e-5 * whole.loss)
    #expect(first.errors + second.errors == whole.errors)
  }

  @Test func `errors are the predictions whose most probable symbol is another`() {
    let architecture = SmallNetworks.oneHot
    let network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
    var expected = 0
    for text in Self.texts {
      let symbols = text.map { Int($0) }
      let trace = network.forward(.symbols(inputs: symbols.dropLast(), targets: Array(symbols.dropFirst())))
      for (outputs, target) in zip(trace.outputs, symbols.dropFirst()) where outputs.max() != outputs[target] {
        expected += 1
      }
    }
    let result = Self.pass(architecture, steps: 10).run(Self.chunk(0..<10), texts: TextTable([]), learn: false)
    #expect(result.errors == Int64(expected) && expected > 0)
  }
}
