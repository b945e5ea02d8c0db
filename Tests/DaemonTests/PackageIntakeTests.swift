import Generation
import Kernels
import Networks
import Testing

@testable import Daemon

@Suite struct PackageIntakeTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/upload" }

  private func intake() throws -> PackageIntake.Package { try PackageIntake(folder: path, memory: .ample).run() }

  private func refusal() -> String {
    do {
      _ = try PackageIntake(folder: path, memory: .ample).run()
      return "no error"
    } catch { return error.message }
  }

  @Test func aWholePackageStaysAsItIsByteForByte() throws {
    try ModelPackage.small().golden().writeSealed(to: path)
    let before = try PackageDigest(folder: path).package
    let package = try intake()
    #expect(package.digest == before && package.remarks.isEmpty)
    #expect(package.verdict == .reproduced(KernelTable.available.map(\.instructionSet)))
  }

  @Test func aMissingDigestAndMissingGoldenOutputsAreFilledIn() throws {
    try ModelPackage.small().write(to: path)
    let package = try intake()
    #expect(package.remarks.count == 2)
    let description = try ModelPackage.loadDescription(folder: path)
    #expect(try PackageDigest(folder: path).weights == description.weightsDigest)
    let golden = try #require(try ModelPackage.load(folder: path).resources[Golden.file])
    #expect(try GoldenCheck.make(ModelPackage.small()) == golden)
  }

  @Test(arguments: [false, true])
  func aStateDictionaryOfAnyNameBecomesWeights(isRounded: Bool) throws {
    var package = ModelPackage.small()
    package.description.weightsType = isRounded ? .bf16 : nil
    try package.write(to: path)
    let shapes = package.description.architecture.parameters
    let names = [
      "layers.0.weight_ih": "rnn.weight_ih_l0", "layers.0.weight_hh": "rnn.weight_hh_l0",
      "layers.0.bias_ih": "rnn.bias_ih_l0", "head.weight": "out.weight", "head.bias": "out.bias",
    ]
    FileSystem.removeFile(path + "/weights.safetensors")
    try FileSystem.write(
      Safetensors.encode(
        shapes.map { (names[$0.name] ?? "", .init(shape: $0.shape, values: package.tensors[$0.name] ?? [])) }),
      to: path + "/checkpoint.safetensors")
    let taken = try intake()
    #expect(taken.remarks.first?.contains("PyTorch") == true)
    #expect(PackageDigest.files(in: path) == ["golden.json", "model.json", "weights.safetensors"])
    package.description.weightsDigest = try PackageDigest(folder: path).weights
    let loaded = try ModelPackage.load(folder: path)
    let tensors = package.tensors.mapValues { values in values.map { isRounded ? WeightsType.bf16.rounded($0) : $0 } }
    #expect(loaded.description == package.description && loaded.tensors == tensors)
    #expect(
      try PackageIntake(folder: path, memory: .ample).run().digest == taken.digest,
      "its golden outputs are those of the file")
  }

  @Test func whatIsDamagedIsRefusedWithASentenceThatNamesTheFileAndNotTheFolder() throws {
    func tried(_ damage: () throws -> Void) throws -> String {
      FileSystem.removeFolder(path)
      try ModelPackage.small().golden().writeSealed(to: path)
      try damage()
      let message = refusal()
      #expect(!message.contains(folder.path), "\(message)")
      return message
    }
    func rewrite(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
      var bytes = try FileSystem.read("\(path)/\(name)")
      change(&bytes)
      try FileSystem.replace("\(path)/\(name)", with: bytes)
    }
    #expect(
      try tried { try rewrite("weights.safetensors") { $0[$0.count - 1] ^= 1 } }.contains("is damaged: its SHA-256 is"))
    #expect(
      try tried { try rewrite("weights.safetensors") { $0.removeLast(9) } }.hasPrefix(
        "weights.safetensors is truncated"))
    #expect(try tried { try rewrite("model.json") { $0.removeLast(9) } } == "model.json: it is not valid JSON")
    #expect(try tried { FileSystem.removeFile(path + "/weights.safetensors") }.contains("has no weights.safetensors"))
    #expect(try tried { FileSystem.removeFile(path + "/model.json") }.contains("model.json cannot be opened"))
    #expect(
      try tried { try rewrite("golden.json") { $0[0] = 0 } }.contains("golden.json is damaged: its SHA-256 is"))
    #expect(try tried { FileSystem.removeFile(path + "/golden.json") }.hasPrefix("golden.json is missing"))
    let other = try tried {
      var package = ModelPackage.small(weight: 0.2)
      package.resources = try ModelPackage.small().golden().resources
      try package.writeSealed(to: path)
    }
    #expect(other.hasPrefix("golden.json is not reproduced: case 1 (its symbols, seed 1) differs on plain"))
    let foreign = try tried {
      FileSystem.removeFile(path + "/weights.safetensors")
      try FileSystem.write(
        Safetensors.encode([("a", .init(shape: [2 << 20], values: [Float](repeating: 0, count: 2 << 20)))]),
        to: path + "/checkpoint.safetensors")
    }
    #expect(foreign.hasPrefix("checkpoint.safetensors holds 2097152 numbers, the network of model.json has"))
    let infinite = try tried {
      let package = ModelPackage.small()
      try package.write(to: path)
      var tensors = package.tensors
      tensors["head.bias"]?[1] = .infinity
      try FileSystem.replace(
        path + "/weights.safetensors",
        with: Safetensors.encode(
          package.description.architecture.parameters.map {
            ($0.name, .init(shape: $0.shape, values: tensors[$0.name] ?? []))
          }))
    }
    #expect(infinite.contains("'head.bias' holds inf at index 1"))
    let chatty = try tried {
      var package = ModelPackage.small()
      package.description.summary = String(repeating: "x", count: 1001)
      try package.write(to: path)
    }
    #expect(chatty == "model.json: the summary has 1001 bytes; at most 1000 are taken")
    let card = try tried {
      try FileSystem.replace(path + "/card.md", with: Array(repeating: 65, count: 1 << 20 + 1))
    }
    #expect(card == "card.md has 1048577 bytes; at most 1048576 are taken")
    let hidden = try tried { try ModelPackage.small(name: "..").write(to: path) }
    #expect(hidden == "model.json: the name '..' begins with a dot")
  }

  @Test func aModelThatIsTooLargeIsRefusedBeforeItsWeightsAreRead() throws {
    try ModelPackage.small().writeSealed(to: path)
    FileSystem.removeFile(path + "/weights.safetensors")
    let error = #expect(throws: DaemonError.self) {
      try PackageIntake(folder: path, memory: ModelMemory(limit: 1000, patience: .zero)).run()
    }
    #expect(error?.message.contains("engine.model-memory allows 1.0 KiB for all models together") == true)
  }
}
