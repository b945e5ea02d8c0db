import FoundationEssentials
public import Networks

/// A network to be measured: a model package, or the averaged weights of a run's checkpoint.
public struct ScoredModel {
  public var name: String
  /// SHA-256 of the package's weights as they stand on disk, or of a checkpoint's averaged ones.
  public var weightsDigest: String
  public var architecture: Architecture
  public var alphabet: [String]
  public var normalisation: InkNormalisation?
  public var parameters: FlatParameters
  /// The package; nil for a checkpoint.
  public var package: ModelPackage?

  /// - Parameter path: the folder of a package, or a file that ends in `.ckpt`.
  /// - Throws: `ModelPackageError` or `TrainingError`.
  public init(path: String) throws {
    if path.hasSuffix(".ckpt") {
      let (header, parameters) = try Trainer.weights(of: path)
      name = path
      let weights = UnsafeBufferPointer(start: parameters.values, count: parameters.count)
      weightsDigest = ModelExport.sha256(Array(UnsafeRawBufferPointer(weights)))
      architecture = header.architecture
      alphabet = header.corpus.alphabet
      normalisation = header.corpus.normalisation
      self.parameters = parameters
      return
    }
    let package = try ModelPackage.load(folder: path)
    name = package.description.name
    weightsDigest = package.description.weightsDigest
    architecture = package.description.architecture
    alphabet = package.description.alphabet
    normalisation = package.description.normalisation
    parameters = FlatParameters(architecture)
    parameters.load(package.tensors)
    self.package = package
  }

  /// The package, or one made of a checkpoint's weights.
  var servable: ModelPackage {
    package
      ?? ModelPackage(
        description: ModelDescription(
          name: "checkpoint", task: "", summary: "", architecture: architecture, alphabet: alphabet,
          normalisation: normalisation), tensors: parameters.tensors)
  }
}
