import Networks
import Testing
import Training

@Suite struct ReferenceGradientTests {
  /// ∂L/∂parameter from five points, good to about 1e-11.
  private func measured(_ network: DifferentiableNetwork<Double>, _ index: Int) -> Double {
    let step = 1e-3
    let loss = { (distance: Double) -> Double in
      var moved = network
      moved.parameters[index] += distance * step
      return moved.forward(SmallNetworks.sequence(network.architecture)).loss
    }
    let near: Double = loss(1) - loss(-1)
    let far: Double = loss(2) - loss(-2)
    return (8 * near - far) / (12 * step)
  }

  /// The parameters to try of each tensor: all of a small one, every few of a large one.
  private func samples(_ architecture: Architecture) -> [(name: String, index: Int)] {
    var start = 0
    return architecture.parameters.flatMap { tensor in
      defer { start += tensor.count }
      return stride(from: 0, to: tensor.count, by: max(1, tensor.count / 12)).map { (tensor.name, start + $0) }
    }
  }

  @Test(arguments: SmallNetworks.all)
  func `derivatives of every kind of parameter agree with finite differences`(architecture: Architecture) {
    let network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
    let gradient = network.gradient(SmallNetworks.sequence(architecture)).gradient
    for (name, index) in samples(architecture) {
      let expected = measured(network, index)
      let error = abs(gradient[index] - expected) / max(abs(expected), 1e-4)
      #expect(error < 1e-6, "\(name), parameter \(index): \(gradient[index]) and \(expected)")
    }
  }

  @Test func `every tensor has derivatives that are not zero`() {
    for architecture in SmallNetworks.all {
      let network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
      let gradient = network.gradient(SmallNetworks.sequence(architecture)).gradient
      for (name, values) in tensors(architecture, gradient) {
        #expect(values.contains { abs($0) > 1e-6 }, "\(name)")
      }
    }
  }

  @Test func `derivatives agree with finite differences where the floor on deviations holds`() {
    let architecture = SmallNetworks.seed
    var network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
    // About half of the deviations of these outputs are below 1.
    network.smallestDeviation = 1.001
    let gradient = network.gradient(SmallNetworks.sequence(architecture)).gradient
    let bias = architecture.parameterCount - architecture.head.width
    let free = DifferentiableNetwork<Double>(architecture, parameters: network.parameters)
    #expect(
      free.forward(SmallNetworks.sequence(architecture)).loss
        != network.forward(SmallNetworks.sequence(architecture)).loss)
    for index in bias..<architecture.parameterCount {
      let expected = measured(network, index)
      #expect(abs(gradient[index] - expected) < 1e-6 * max(abs(expected), 1e-2), "parameter \(index)")
    }
  }

  @Test func `float and double agree`() {
    for architecture in SmallNetworks.all {
      let wide = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
      let narrow = DifferentiableNetwork<Float>(architecture, parameters: SmallNetworks.parameters(architecture))
      let (loss, gradient) = wide.gradient(SmallNetworks.sequence(architecture))
      let (floatLoss, floatGradient) = narrow.gradient(SmallNetworks.sequence(architecture))
      #expect(abs(Double(floatLoss) - loss) < 1e-4)
      #expect(zip(gradient, floatGradient).allSatisfy { abs($0 - Double($1)) < 1e-4 })
    }
  }

  private func tensors(_ architecture: Architecture, _ flat: [Double]) -> [(String, ArraySlice<Double>)] {
    var start = 0
    return architecture.parameters.map { tensor in
      defer { start += tensor.count }
      return (tensor.name, flat[start..<start + tensor.count])
    }
  }
}

@Suite struct ReferenceClippingTests {
  private let architecture = Architecture(
    input: .ink, layers: [.init(cells: 6)], window: .init(components: 2, symbols: 4), outputSkips: true,
    head: .mixtureDensity(components: 2))
  /// One step, where each bias has the derivative at one input or output.
  private let sequence = ReferenceSequence<Double>.ink(offsets: [3, -2, 1], text: [1, 3])

  private func biases(_ clipping: ReferenceClipping<Double>) -> (cells: [Double], outputs: [Double]) {
    let network = DifferentiableNetwork<Double>(architecture, parameters: SmallNetworks.parameters(architecture))
    let gradient = network.gradient(sequence, clipping: clipping).gradient
    var start = 0
    var found: [String: [Double]] = [:]
    for tensor in architecture.parameters {
      found[tensor.name] = Array(gradient[start..<start + tensor.count])
      start += tensor.count
    }
    return (found["layers.0.bias_ih"] ?? [], found["head.bias"] ?? [])
  }

  @Test func `derivatives at the inputs of a layer stay within the limit`() {
    let free = biases(ReferenceClipping())
    let limit = free.cells.map(abs).max()! / 3
    let clipped = biases(ReferenceClipping(cells: limit))
    #expect(zip(free.cells, clipped.cells).allSatisfy { abs(min(max($0, -limit), limit) - $1) < 1e-15 })
    #expect(clipped.cells.contains { abs($0) == limit })
    #expect(clipped.outputs == free.outputs)
  }

  @Test func `derivatives at the outputs stay within the limit, and so does what follows from them`() {
    let free = biases(ReferenceClipping())
    let limit = free.outputs.map(abs).max()! / 3
    let clipped = biases(ReferenceClipping(outputs: limit))
    #expect(zip(free.outputs, clipped.outputs).allSatisfy { abs(min(max($0, -limit), limit) - $1) < 1e-15 })
    #expect(clipped.outputs.contains { abs($0) == limit })
    #expect(clipped.cells != free.cells)
  }

  @Test func `limits that nothing reaches change nothing`() {
    let free = biases(ReferenceClipping())
    let wide = biases(ReferenceClipping(cells: 1e6, outputs: 1e6))
    #expect(free.cells == wide.cells && free.outputs == wide.outputs)
  }
}
