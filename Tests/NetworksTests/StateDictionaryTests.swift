import FoundationEssentials
import Networks
import Testing

@Suite struct StateDictionaryTests {
  private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Fixtures"

  /// A sequence and what PyTorch made of it, as Tools/pytorch_import.py stored it.
  private struct Expected: Decodable {
    var symbols: [Float]
    var ink: [[Float]]
    var text: [Int]
    var outputs: [[Float]]
  }

  @Test(arguments: ["characters", "one-hot", "handwriting"])
  func aModuleOfPyTorchComputesTheSameHere(name: String) throws {
    let folder = "\(Self.folder)/\(name)"
    let gathered = try GatheredPackage(folder: folder)
    #expect(gathered.isConverted)
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: URL(filePath: folder + "/expected.json")))
    let network = ReferenceNetwork(gathered.package)
    let isInk = gathered.package.description.architecture.input == .ink
    let inputs = isInk ? [[]] + expected.ink : expected.symbols.map { [$0] }
    #expect(inputs.count == expected.outputs.count)
    var state = network.initialState
    for (input, wanted) in zip(inputs, expected.outputs) {
      let outputs = network.step(input, text: isInk ? expected.text : [], state: &state)
      for (output, wanted) in zip(outputs, wanted) { #expect((output - wanted).magnitude < 1e-5) }
    }
  }

  private static let one = Architecture(
    input: .embedding(symbols: 3, dimension: 2), layers: [.init(cells: 2)], head: .softmax(symbols: 3))

  /// A state dictionary that fits `one`, in PyTorch's names.
  private var fitting: [String: Safetensors.Tensor] {
    func tensor(_ shape: [Int]) -> Safetensors.Tensor {
      .init(shape: shape, values: (0..<shape.reduce(1, *)).map { Float($0) + Float(shape.count) / 8 })
    }
    return [
      "net.embed.weight": tensor([3, 2]), "net.rnn.weight_ih_l0": tensor([8, 2]),
      "net.rnn.weight_hh_l0": tensor([8, 2]), "net.rnn.bias_ih_l0": tensor([8]), "net.rnn.bias_hh_l0": tensor([8]),
      "net.out.weight": tensor([3, 2]), "net.out.bias": tensor([3]),
    ]
  }

  private func message(_ tensors: [String: Safetensors.Tensor], _ architecture: Architecture = one) -> String {
    do {
      _ = try StateDictionary(tensors).parameters(for: architecture)
      return "no error"
    } catch { return error.message }
  }

  @Test func theNamesOfModulesDoNotMatterAndBiasesAreAdded() throws {
    let values = try StateDictionary(fitting).parameters(for: Self.one)
    #expect(Set(values.keys) == Set(Self.one.parameters.map(\.name)))
    #expect(values["layers.0.bias_ih"] == (0..<8).map { 2 * (Float($0) + 0.125) })
  }

  @Test func oneBiasIsEnoughWhereTheArchitectureHasOne() throws {
    var tensors = fitting
    tensors["net.rnn.bias_hh_l0"] = nil
    #expect(try StateDictionary(tensors).parameters(for: Self.one)["layers.0.bias_ih"]?[1] == 1.125)
    var two = Self.one
    two.layers[0].biases = 2
    #expect(message(tensors, two) == "net.rnn.*_l0 has no bias_hh")
    tensors["net.rnn.bias_ih_l0"] = nil
    #expect(message(tensors).contains("neither bias_ih nor bias_hh"))
  }

  @Test func layersAreCountedAsPeopleCount() throws {
    let many = Architecture(
      input: .oneHot(symbols: 2), layers: (1...11).map { .init(cells: $0 == 11 ? 3 : 2) }, head: .softmax(symbols: 2))
    var tensors: [String: Safetensors.Tensor] = [:]
    for parameter in many.parameters {
      let tensor = Safetensors.Tensor(shape: parameter.shape, values: Array(repeating: 1, count: parameter.count))
      tensors[parameter.name.replacing("layers.", with: "cells.")] = tensor
    }
    #expect(try StateDictionary(tensors).parameters(for: many)["layers.10.bias_ih"]?.count == 12)
  }

  @Test func whatDoesNotFitEndsInASentenceThatNamesIt() {
    func tried(_ change: (inout [String: Safetensors.Tensor]) -> Void) -> String {
      var tensors = fitting
      change(&tensors)
      return message(tensors)
    }
    let odd = Safetensors.Tensor(shape: [5, 5], values: Array(repeating: 0, count: 25))
    #expect(tried { $0["net.rnn.weight_ih_l1"] = odd }.contains("2 LSTM layers (net.rnn.*_l0, net.rnn.*_l1)"))
    #expect(
      tried { $0["net.rnn.weight_hh_l0"] = odd }
        == "the tensor 'net.rnn.weight_hh_l0' has the shape [5, 5], but as 'layers.0.weight_hh' model.json asks for [8, 2]"
    )
    #expect(tried { $0["net.rnn.weight_ih_l0_reverse"] = odd }.contains("bidirectional"))
    #expect(tried { $0["net.rnn.weight_hr_l0"] = odd }.contains("proj_size"))
    #expect(tried { $0["net.norm.weight"] = odd }.contains("'net.norm.weight' of shape [5, 5] has no place"))
    #expect(tried { $0["net.steps"] = odd }.contains("'net.steps'"))
    #expect(tried { $0["net.embed.weight"] = nil }.contains("no embedding: no matrix of shape [3, 2] without a bias"))
    #expect(tried { $0["net.out.bias"] = nil }.contains("no head: no matrix of shape [3, 2] with a bias of [3]"))
    #expect(
      tried {
        $0["net.other.weight"] = $0["net.out.weight"]
        $0["net.other.bias"] = $0["net.out.bias"]
      }.contains("net.other and net.out both fit as the head"))
    var peepholes = Self.one
    peepholes.layers[0].peepholes = true
    #expect(message(fitting, peepholes).contains("set \"peepholes\" to false"))
  }

  @Test func aSharedTensorThatIsStoredTwiceIsTaken() throws {
    var tensors = fitting
    tensors["net.again.weight"] = tensors["net.embed.weight"]
    #expect(message(tensors) == "no error")
    tensors["net.again.weight"]?.values[0] += 1
    #expect(message(tensors) == "net.again and net.embed both fit as the embedding; call the right one 'embedding'")
  }

  @Test func aTiedHeadNeedsNoMatrixAndOneThatIsThereMustBeTheEmbedding() throws {
    var tied = Self.one
    tied.tied = true
    var tensors = fitting
    tensors["net.out.weight"] = tensors["net.embed.weight"]
    let values = try StateDictionary(tensors).parameters(for: tied)
    #expect(Set(values.keys) == Set(tied.parameters.map(\.name)) && values["head.weight"] == nil)
    tensors["net.out.weight"]?.values[2] += 1
    #expect(message(tensors, tied).contains("'net.out.weight'"))
    tensors["net.out.weight"] = nil
    #expect(try StateDictionary(tensors).parameters(for: tied) == values)
  }

  @Test func aDescriptionMadeByHandMayLeaveOutWhatNobodyKnowsYet() throws {
    let description = try ModelPackage.loadDescription(folder: "\(Self.folder)/characters")
    #expect(description.weightsDigest.isEmpty && description.training.isEmpty && description.scores.isEmpty)
  }
}

/// The description that Documentation/MODELS.md prints is a real one.
@Suite struct ModelDocumentTests {
  @Test func theDescriptionOfTheDocumentFitsTheModuleBesideIt() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let document = String(
      decoding: try Data(contentsOf: URL(filePath: root + "/Documentation/MODELS.md")), as: UTF8.self)
    let rest = try #require(document.split(separator: "<!-- model.json -->\n```json\n").last)
    let json = try #require(rest.split(separator: "\n```").first)
    let folder = TemporaryFolder()
    folder.write(Array(json.utf8), "model.json")
    let printed = try ModelPackage.loadDescription(folder: folder.path)
    let stored = try ModelPackage.loadDescription(
      folder: root + "/Tests/NetworksTests/Fixtures/characters")
    #expect(printed.architecture == stored.architecture && printed.alphabet == stored.alphabet)
  }
}
