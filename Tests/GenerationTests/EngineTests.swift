import Generation
import Kernels
import Networks
import Testing

@Suite struct EngineTests {
  /// Symbols or ink for a test's inputs.
  private func inputs(_ architecture: Architecture, _ count: Int, _ numbers: inout TestNumbers) -> [[Float]] {
    (0..<count).map { index in
      switch architecture.input {
      case .ink: [numbers.next(), numbers.next(), index % 5 == 4 ? 1 : 0]
      case .oneHot(let symbols), .embedding(let symbols, _): [Float((index * 7 + 3) % symbols)]
      }
    }
  }

  @Test(
    arguments: [Architecture.synthesis, .prediction, .tabledText, .gatheredText, .oneHotText, .tiedText],
    KernelTable.available.map(\.instructionSet))
  func theEngineAgreesWithTheReferenceNetwork(architecture: Architecture, set: InstructionSet) async throws {
    let package = ModelPackage.random(architecture)
    let model = try LoadedModel(package, kernels: try #require(KernelTable(set)))
    var numbers = TestNumbers(3)
    let prime = inputs(architecture, 6, &numbers)
    let script = inputs(architecture, 9, &numbers)
    let text = architecture.window == nil ? [] : [0, 3, 6, 3, 1]
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(
        text: text, prime: prime.flatMap { $0 }, seed: 1, sampler: RecordingSampler(script: script), maximumSteps: 100),
      with: model)
    let recorded = try #require(finished.sampler as? RecordingSampler)
    #expect(finished.reason == .finished && recorded.outputs.count == script.count + 1)

    let reference = ReferenceNetwork(package)
    var state = reference.initialState
    let fed = (architecture.input == .ink ? [[]] : []) + prime + script
    #expect(finished.steps == fed.count)
    for (index, input) in fed.enumerated() {
      let expected = reference.step(input, text: text, state: &state)
      let sampled = index - (fed.count - script.count - 1)
      guard sampled >= 0 else { continue }
      for n in expected.indices { #expect((recorded.outputs[sampled][n] - expected[n]).magnitude < 1e-4) }
      for u in state.phi.indices { #expect((recorded.phi[sampled][u] - state.phi[u]).magnitude < 1e-4) }
    }
  }

  /// What bytes lose against floats, and what a few steps make of it.
  @Test(
    arguments: [Architecture.synthesis, .prediction, .tabledText, .gatheredText, .oneHotText, .tiedText],
    [(Precision.bf16, Float(0.03)), (.int8, 0.08)])
  func lessThanFullPrecisionStaysNearTheReference(
    architecture: Architecture, precision: (Precision, Float)
  ) async throws {
    let package = ModelPackage.random(architecture)
    let model = try LoadedModel(package, precision: precision.0)
    #expect(model.precision == precision.0 && model.bytes > 0)
    var numbers = TestNumbers(3)
    let script = inputs(architecture, 9, &numbers)
    let text = architecture.window == nil ? [] : [0, 3, 6, 3, 1]
    let request = SequenceRequest(
      text: text, prime: architecture.input == .ink ? [] : script[0], seed: 1,
      sampler: RecordingSampler(script: architecture.input == .ink ? script : Array(script.dropFirst())),
      maximumSteps: 100)
    let recorded = try #require(try model.generateHere(request).sampler as? RecordingSampler)
    let reference = ReferenceNetwork(package)
    var state = reference.initialState
    let fed = (architecture.input == .ink ? [[]] : []) + script
    #expect(recorded.outputs.count == fed.count)
    for (index, input) in fed.enumerated() {
      let expected = reference.step(input, text: text, state: &state)
      for n in expected.indices { #expect((recorded.outputs[index][n] - expected[n]).magnitude < precision.1) }
    }
  }

  @Test func aPackageSaysWhatItIsComputedWithUnlessSomebodyAsksForAnother() throws {
    var package = ModelPackage.random(.oneHotText)
    #expect(try LoadedModel(package).precision == .fp32)
    package.description.precision = .int8
    #expect(try LoadedModel(package).precision == .int8)
    #expect(try LoadedModel(package, precision: .bf16).precision == .bf16)
    // A layer of 19 over its own states, one of 8 over both, and a head of 9 over both; symbols are looked up.
    #expect(try LoadedModel(package).multiplications == 76 * 19 + 32 * (19 + 8) + 9 * (19 + 8))
  }

  @Test(arguments: Precision.allCases) func theMemoryOfAModelIsKnownBeforeItIsLoaded(precision: Precision) throws {
    let all: [Architecture] = [.synthesis, .prediction, .tabledText, .gatheredText, .tiedText, .oneHotText]
    for architecture in all {
      var package = ModelPackage.random(architecture)
      package.description.precision = precision
      #expect(LoadedModel.bytes(of: package.description) == (try LoadedModel(package).bytes))
    }
  }

  @Test func textWithoutAPrimeBeginsWithTheNullVector() async throws {
    let package = ModelPackage.random(.tabledText)
    let engine = Engine(threads: 1)
    let finished = try await engine.generate(
      SequenceRequest(seed: 1, sampler: RecordingSampler(script: []), maximumSteps: 5), with: LoadedModel(package))
    let recorded = try #require(finished.sampler as? RecordingSampler)
    let reference = ReferenceNetwork(package)
    var state = reference.initialState
    let expected = reference.step([], state: &state)
    for n in expected.indices { #expect((recorded.outputs[0][n] - expected[n]).magnitude < 1e-4) }
  }

  @Test func aSequenceOfNumbersThatAreNotFiniteEndsAlone() async throws {
    let model = try LoadedModel(ModelPackage.random(.prediction))
    let engine = Engine(threads: 1)
    async let bad = engine.generate(
      SequenceRequest(seed: 1, sampler: RecordingSampler(script: [[0, .nan, 0]]), maximumSteps: 50), with: model)
    async let good = engine.generate(
      SequenceRequest(seed: 2, sampler: MixtureDensitySampler(), maximumSteps: 50), with: model)
    #expect(try await bad.reason == .nonFinite)
    #expect(try await good.reason == .limit)
    #expect(try await good.steps == 50)
  }

  @Test func aSymbolOutsideOfTheModelEndsItsSequence() async throws {
    let model = try LoadedModel(ModelPackage.random(.oneHotText))
    let finished = try await Engine(threads: 1).generate(
      SequenceRequest(seed: 1, sampler: RecordingSampler(script: [[9]]), maximumSteps: 50), with: model)
    #expect(finished.reason == .nonFinite && finished.steps == 1)
  }

  @Test(arguments: [
    (Architecture.synthesis, [Int](), [Float](), 5, "writes a text, but none was given"),
    (.synthesis, [1, 7], [], 5, "holds the symbol 7"),
    (.synthesis, [1], [1, 2], 5, "no multiple of 3"),
    (.synthesis, [1], [1, 2, .infinity], 5, "not finite"),
    (.prediction, [1], [], 5, "has no window"),
    (.oneHotText, [], [9], 5, "has 9 symbols"),
    (.oneHotText, [], [0.5], 5, "has 9 symbols"),
    (.oneHotText, [], [], 0, "at least 1 is needed"),
  ])
  func requestsThatDoNotFitAreRefusedInWords(
    architecture: Architecture, text: [Int], prime: [Float], steps: Int, words: String
  ) async throws {
    let model = try LoadedModel(ModelPackage.random(architecture))
    let request = SequenceRequest(
      text: text, prime: prime, seed: 1, sampler: RecordingSampler(script: []), maximumSteps: steps)
    let error = await #expect(throws: EngineError.self) {
      try await Engine(threads: 1).generate(request, with: model)
    }
    #expect(error?.code == .invalidRequest)
    #expect(error?.message.contains(words) == true)
  }

  @Test func aPackageWithoutATensorIsRefused() throws {
    var package = ModelPackage.random(.oneHotText)
    package.tensors["head.bias"] = nil
    let error = #expect(throws: ModelPackageError.self) { try LoadedModel(package) }
    #expect(error?.message.contains("0 values of the tensor 'head.bias'") == true)
  }
}
