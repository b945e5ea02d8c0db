import FoundationEssentials

/// A model as somebody hands it over: a package, or `model.json` beside a PyTorch state dictionary.
public struct GatheredPackage: Sendable {
  public var package: ModelPackage
  /// The file that the weights were read from.
  public var weightsFile: String
  /// Whether the weights had PyTorch's names and have to be written anew.
  public var isConverted: Bool

  /// Reads a folder and checks it like `ModelPackage.load`.
  ///
  /// The weights are in `weights.safetensors`, or in the only file whose name ends in `.safetensors`. Names other than
  /// those of the architecture are taken for PyTorch's.
  public init(folder: String) throws(ModelPackageError) {
    let files = try PackageFiles.names(in: folder)
    let description = try ModelPackage.loadDescription(folder: folder)
    weightsFile = try Self.weightsFile(among: files, folder: folder)
    let path = "\(folder)/\(weightsFile)"
    let entries = try WeightsFile(path).layout.entries
    if weightsFile == ModelPackage.weightsFile,
      Set(entries.keys) == Set(description.architecture.parameters.map(\.name))
    {
      isConverted = false
      package = try ModelPackage.load(folder: folder)
      return
    }
    // A checkpoint of something else is not read into memory to be told so. A tied head may be there twice.
    let (count, needed) = (
      entries.values.reduce(0) { $0 + $1.shape.reduce(1, *) }, description.architecture.parameterCount
    )
    guard count <= 2 * needed + 1 << 20 else {
      throw ModelPackageError(
        "\(path) holds \(count) numbers, the network of \(ModelPackage.descriptionFile) has \(needed); give its own weights"
      )
    }
    isConverted = true
    let tensors = try Safetensors.decode(try PackageFiles.read(path, limit: 8 << 30), file: path)
    do {
      package = ModelPackage(
        description: description,
        tensors: try StateDictionary(tensors).parameters(for: description.architecture))
    } catch {
      throw ModelPackageError("\(path): \(error.message)")
    }
    for name in files where name != ModelPackage.descriptionFile && name != weightsFile {
      package.resources[name] = try PackageFiles.read("\(folder)/\(name)", limit: 64 << 20)
    }
    // Refuses weights that are not finite.
    _ = try package.weightsBytes()
  }

  private static func weightsFile(among files: [String], folder: String) throws(ModelPackageError) -> String {
    if files.contains(ModelPackage.weightsFile) { return ModelPackage.weightsFile }
    let candidates = files.filter { $0.hasSuffix(".safetensors") }
    guard let first = candidates.first else {
      throw ModelPackageError("\(folder) has no \(ModelPackage.weightsFile)")
    }
    guard candidates.count == 1 else {
      throw ModelPackageError(
        "\(folder) has several safetensors files; call the right one \(ModelPackage.weightsFile)")
    }
    return first
  }
}
