import Glibc
import Testing

@testable import Networks

@Suite struct ModelPackageTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/model" }

  private func failure() -> String {
    do {
      _ = try ModelPackage.load(folder: path)
      return "no error"
    } catch { return error.message }
  }

  private func rewrite(_ old: String, _ new: String) {
    let text = String(decoding: folder.bytes("model/model.json"), as: UTF8.self)
    #expect(text.contains(old))
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    folder.write(Array((parts[0] + new + parts[1]).utf8), "model/model.json")
  }

  @Test(arguments: [
    Architecture.smallSynthesis, .smallText, .smallTied, .seedSynthesis(), .gravesSynthesis(),
  ])
  func aPackageComesBackAsItWasWritten(architecture: Architecture) throws {
    var package = ModelPackage.random(architecture)
    package.resources = ["card.md": Array("# Card".utf8), "styles.json": []]
    package.description.training = ["epochs": "3"]
    package.description.scores = ["validation.nats": -1000.25]
    try package.write(to: path)
    let read = try ModelPackage.load(folder: path)
    #expect(read.description == package.description)
    #expect(read.tensors == package.tensors)
    #expect(read.resources == package.resources)
  }

  @Test func `weights of half the size come back as the nearest that bfloat16 has`() throws {
    var package = ModelPackage.random(.smallText)
    package.description.weightsType = .bf16
    try package.write(to: path)
    let read = try ModelPackage.load(folder: path)
    #expect(read.description.weightsType == .bf16)
    for (name, values) in package.tensors {
      #expect(read.tensors[name] == values.map(WeightsType.bf16.rounded))
    }
    let size = folder.bytes("model/weights.safetensors").count
    try ModelPackage.random(.smallText).write(to: path)
    let whole = folder.bytes("model/weights.safetensors").count
    #expect(whole - size == 2 * Architecture.smallText.parameterCount)
    #expect(WeightsType.bf16.rounded(1 + 0x1p-8) == 1 && WeightsType.bf16.rounded(1 + 0x3p-8) == 1 + 0x1p-6)
  }

  @Test func `a tied head needs an embedding as wide as what it reads`() throws {
    for (network, word) in [
      (
        Architecture(input: .oneHot(symbols: 4), layers: [.init(cells: 4)], head: .softmax(symbols: 4), tied: true),
        "embedding"
      ),
      (
        Architecture(
          input: .embedding(symbols: 4, dimension: 3), layers: [.init(cells: 5)], head: .softmax(symbols: 4), tied: true
        ),
        "4 × 3"
      ),
    ] {
      let package = ModelPackage.random(network)
      #expect { try package.write(to: path) } throws: { "\($0)".contains("tied") && "\($0)".contains(word) }
    }
  }

  @Test func anOlderPackageGivesWay() throws {
    try ModelPackage.random(.smallText, seed: 1).write(to: path)
    let second = ModelPackage.random(.smallSynthesis, seed: 2)
    try second.write(to: path + "/")
    #expect(try ModelPackage.load(folder: path).tensors == second.tensors)
    #expect(try PackageFiles.names(in: folder.path) == [])
  }

  @Test func theDescriptionReadsWell() throws {
    try ModelPackage.random(.smallText).write(to: path)
    let text = String(decoding: folder.bytes("model/model.json"), as: UTF8.self)
    #expect(text.contains("\"kind\" : \"embedding\""))
    #expect(text.contains("\"kind\" : \"lstm\""))
    #expect(text.contains("\"kind\" : \"softmax\""))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func aBadDescriptionEndsInASentenceThatNamesThePlace() throws {
    func tried(_ old: String, _ new: String) throws -> String {
      try ModelPackage.random(.smallSynthesis).write(to: path)
      rewrite(old, new)
      return failure()
    }
    #expect(try tried("\"format\" : 1", "\"format\" : 9").contains("has the format 9; this program reads format 1"))
    #expect(try tried("\"mixture-density\"", "\"oracle\"").contains("head kind 'oracle' is unknown"))
    #expect(try tried("\"lstm\"", "\"gru\"").contains("layer kind 'gru' is unknown"))
    #expect(try tried("\"cells\" : 12", "\"cells\" : 9000000000000000000").contains("cells of layer 0"))
    #expect(try tried("\"cells\" : 12", "\"cells\" : \"many\"").contains("'architecture.layers.0.cells' has the wrong"))
    #expect(try tried("\"summary\"", "\"sumary\"").contains("the key 'summary' is missing"))
    #expect(try tried("\"s0\",", "").contains("the alphabet has 6 symbols, but the architecture has 7"))
    #expect(try tried("{", "[").contains("it is not valid JSON"))
    #expect(try tried("\"deviationX\" : 40.5", "\"deviationX\" : 0").contains("deviations must be positive"))
    #expect(try tried("\"deviationX\" : 40.5", "\"deviationX\" : 1e20").contains("at most 1e9"))
  }

  @Test func weightsMustFitTheArchitecture() throws {
    try ModelPackage.random(.smallSynthesis).write(to: path)
    let weights = folder.bytes("model/weights.safetensors")
    try ModelPackage.random(.smallText).write(to: path)
    folder.write(weights, "model/weights.safetensors")
    #expect(failure().contains("lacks the tensor 'embedding.weight'"))

    try ModelPackage.random(.smallText).write(to: path)
    var wider = Architecture.smallText
    wider.layers[0].cells += 1
    folder.write(try ModelPackage.random(wider).weightsBytes(), "model/weights.safetensors")
    #expect(failure().contains("tensor 'layers.0.weight_ih' has the shape [56, 5], model.json asks for [52, 5]"))

    try ModelPackage.random(.smallText).write(to: path)
    var doubled = Architecture.smallText
    doubled.layers[1].biases = 2
    folder.write(try ModelPackage.random(doubled).weightsBytes(), "model/weights.safetensors")
    #expect(failure().contains("has the tensor 'layers.1.bias_hh' that model.json knows nothing of"))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aWeightThatIsNotFiniteIsNamed(value: Float) throws {
    var package = ModelPackage.random(.smallText)
    try package.write(to: path)
    package.tensors["head.bias"]![3] = value
    #expect(throws: ModelPackageError.self) { try package.write(to: path) }
    let tensors = package.description.architecture.parameters.map {
      ($0.name, Safetensors.Tensor(shape: $0.shape, values: package.tensors[$0.name]!))
    }
    folder.write(Safetensors.encode(tensors), "model/weights.safetensors")
    #expect(failure().contains("'head.bias' holds \(value) at index 3"))
  }

  @Test func symbolsThatMeanTheSameAreTwo() {
    var description = ModelPackage.random(.smallText).description
    description.alphabet[0...1] = ["K", "\u{212A}"]
    #expect(description.defect == nil)
    description.alphabet[1] = "K"
    #expect(description.defect?.contains("names a symbol twice") == true)
  }

  @Test func whatIsNoPackageIsNotReplaced() throws {
    let package = ModelPackage.random(.smallText)
    func refusal(_ target: String) -> String {
      do throws(ModelPackageError) {
        try package.write(to: target)
        return "written"
      } catch { return "\(error)" }
    }
    folder.write([1], "notes.txt")
    #expect(refusal(folder.path).contains("holds files, but no model"))
    folder.write([1], "checkpoint.ckpt")
    #expect(refusal(folder.path).contains("holds 'checkpoint.ckpt', which is no part of a model"))
    try #require(unlink(folder.path + "/checkpoint.ckpt") == 0)
    try package.write(to: path)
    #expect(refusal(folder.path).contains("holds 'model', which is no part of a model"))
    #expect(folder.bytes("notes.txt") == [1])
    #expect(refusal(folder.path + "/notes.txt").contains("is no folder"))
    let link = folder.path + "/link"
    try #require(symlink(path, link) == 0)
    #expect(refusal(link).contains("is no folder"))
    #expect(refusal(path) == "written", "another package gives way")
    try #require(mkdir(folder.path + "/empty", 0o700) == 0)
    #expect(refusal(folder.path + "/empty") == "written")
  }

  @Test func missingFilesAreNamedWithTheReason() throws {
    #expect(failure().contains("model/model.json cannot be opened: No such file or directory"))
    try ModelPackage.random(.smallText).write(to: path)
    folder.write(Array(folder.bytes("model/weights.safetensors").dropLast(5)), "model/weights.safetensors")
    #expect(failure().contains("weights.safetensors is truncated"))
    let nowhere = folder.path + "/absent/model"
    #expect(throws: ModelPackageError.self) { try ModelPackage.random(.smallText).write(to: nowhere) }
  }
}
