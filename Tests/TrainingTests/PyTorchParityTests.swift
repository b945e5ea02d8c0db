import Networks
import Testing
import Training

@Suite struct PyTorchParityTests {
  private func network(_ fixture: PyTorchFixture) -> DifferentiableNetwork<Double> {
    DifferentiableNetwork(fixture.architecture, parameters: fixture.parameters)
  }

  /// The largest difference, measured in parts of the larger of 1 and the expected value.
  private func distance(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    return zip(values, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
  }

  @Test(arguments: PyTorchFixture.names)
  func `outputs and loss are those of PyTorch`(name: String) throws {
    let fixture = try PyTorchFixture.read(name)
    let trace = network(fixture).forward(fixture.sequence)
    #expect(distance(trace.outputs.flatMap(\.self), fixture.outputs.flatMap(\.self)) < 1e-10)
    #expect(abs(trace.loss - fixture.loss) < 1e-9)
    #expect(abs(trace.squaredError - fixture.squaredError) < 1e-9)
  }

  @Test(arguments: PyTorchFixture.names)
  func `derivatives are those of PyTorch's autograd`(name: String) throws {
    let fixture = try PyTorchFixture.read(name)
    let (loss, gradient) = network(fixture).gradient(fixture.sequence)
    #expect(abs(loss - fixture.loss) < 1e-9)
    #expect(distance(gradient, fixture.flat(fixture.gradient)) < 1e-9)
  }

  @Test(arguments: PyTorchFixture.names)
  func `clipped derivatives are those of PyTorch with hooks`(name: String) throws {
    let fixture = try PyTorchFixture.read(name)
    let clipping = ReferenceClipping(cells: fixture.cellLimit, outputs: fixture.outputLimit)
    let clipped = network(fixture).gradient(fixture.sequence, clipping: clipping).gradient
    #expect(distance(clipped, fixture.flat(fixture.clippedGradient)) < 1e-9)
    // The limits are chosen so that they matter.
    #expect(distance(clipped, fixture.flat(fixture.gradient)) > 1e-3)
  }

  @Test(arguments: PyTorchFixture.names)
  func `the reference that serving is checked against has PyTorch's outputs`(name: String) throws {
    let fixture = try PyTorchFixture.read(name)
    let flat = FlatParameters(fixture.architecture)
    for (index, value) in fixture.parameters.enumerated() { flat.values[index] = Float(value) }
    let description = ModelDescription(
      name: "small", task: "", summary: "", architecture: fixture.architecture, alphabet: [], normalisation: nil)
    let network = ReferenceNetwork(ModelPackage(description: description, tensors: flat.tensors, resources: [:]))
    var state = network.initialState
    let outputs = fixture.outputs.indices.map { step in
      switch fixture.architecture.head {
      case .mixtureDensity:
        let input = step == 0 ? [] : fixture.ink[3 * (step - 1)..<3 * step].map { Float($0) }
        return network.step(input, text: fixture.architecture.window == nil ? [] : fixture.text, state: &state)
      case .softmax:
        return network.step([Float(fixture.symbols[step])], state: &state)
      }
    }
    #expect(distance(outputs.flatMap(\.self).map { Double($0) }, fixture.outputs.flatMap(\.self)) < 1e-5)
  }
}
