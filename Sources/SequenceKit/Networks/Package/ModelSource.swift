/// Where a model's weights come from: a package in memory, or one on disk.
public protocol ModelSource: Sendable {
  var description: ModelDescription { get }
  /// Every file but `model.json` and the weights, by name.
  var resources: [String: [UInt8]] { get }

  /// The row-major fp32 values of a parameter, by `ParameterShape.name`; nil when there is none of that name.
  /// - Throws: when they cannot be read.
  func tensor(_ name: String) throws(ModelPackageError) -> [Float]?
}

extension ModelPackage: ModelSource {
  public func tensor(_ name: String) -> [Float]? { tensors[name] }
}

/// A package on disk whose tensors are read when they are asked for, each by itself.
public struct StoredModel: ModelSource {
  public let description: ModelDescription
  public let resources: [String: [UInt8]]
  private let weights: WeightsFile

  /// Reads all but the weights, and checks the package: description, and the name, shape and size of every tensor.
  ///
  /// The digest in the description is not compared; whoever serves the model does that on the file's bytes.
  public init(folder: String) throws(ModelPackageError) {
    description = try ModelPackage.loadDescription(folder: folder)
    weights = try WeightsFile("\(folder)/\(ModelPackage.weightsFile)")
    try weights.check(against: description.architecture)
    var resources: [String: [UInt8]] = [:]
    for name in try PackageFiles.names(in: folder)
    where name != ModelPackage.descriptionFile && name != ModelPackage.weightsFile {
      resources[name] = try PackageFiles.read("\(folder)/\(name)", limit: 64 << 20)
    }
    self.resources = resources
  }

  /// - Throws: also when an element is not finite.
  public func tensor(_ name: String) throws(ModelPackageError) -> [Float]? {
    guard let values = try weights.values(of: name) else { return nil }
    if let defect = ModelPackage.defect(in: values, of: name) {
      throw ModelPackageError("\(weights.path): \(defect)")
    }
    return values
  }
}

extension WeightsFile {
  /// Compares names and shapes with what an architecture asks for.
  fileprivate func check(against architecture: Architecture) throws(ModelPackageError) {
    let parameters = architecture.parameters
    for parameter in parameters {
      guard let entry = layout.entries[parameter.name] else {
        throw ModelPackageError(
          "\(path) lacks the tensor '\(parameter.name)' that \(ModelPackage.descriptionFile) asks for")
      }
      guard entry.shape == parameter.shape else {
        throw ModelPackageError(
          "\(path): tensor '\(parameter.name)' has the shape \(entry.shape), \(ModelPackage.descriptionFile) asks for "
            + "\(parameter.shape)")
      }
    }
    let known = Set(parameters.map(\.name))
    if let stranger = layout.entries.keys.filter({ !known.contains($0) }).min() {
      throw ModelPackageError(
        "\(path) has the tensor '\(stranger)' that \(ModelPackage.descriptionFile) knows nothing of")
    }
  }
}
