import FoundationEssentials
import Glibc

/// A model as it lies on disk: a folder with `model.json`, `weights.safetensors` and further files.
public struct ModelPackage: Sendable {
  public static let descriptionFile = "model.json"
  public static let weightsFile = "weights.safetensors"

  public var description: ModelDescription
  /// Row-major fp32 values by `ParameterShape.name`.
  public var tensors: [String: [Float]]
  /// Every other file of the folder by name: `card.md`, `golden.json`, `styles.json`.
  public var resources: [String: [UInt8]]

  public init(description: ModelDescription, tensors: [String: [Float]], resources: [String: [UInt8]] = [:]) {
    self.description = description
    self.tensors = tensors
    self.resources = resources
  }

  /// Reads a package and checks it: description, and the name, shape, size and finiteness of every tensor.
  ///
  /// The digest in the description is not compared; whoever serves the model does that on the file's bytes.
  public static func load(folder: String) throws(ModelPackageError) -> ModelPackage {
    let stored = try StoredModel(folder: folder)
    var package = ModelPackage(description: stored.description, tensors: [:], resources: stored.resources)
    for parameter in stored.description.architecture.parameters {
      package.tensors[parameter.name] = try stored.tensor(parameter.name)
    }
    return package
  }

  /// Reads `model.json` alone.
  public static func loadDescription(folder: String) throws(ModelPackageError) -> ModelDescription {
    let path = "\(folder)/\(descriptionFile)"
    let data = Data(try PackageFiles.read(path, limit: 16 << 20))
    let decoder = JSONDecoder()
    struct Format: Decodable { var format: Int }
    do {
      let format = try decoder.decode(Format.self, from: data).format
      guard format == ModelDescription.currentFormat else {
        throw ModelPackageError(
          "\(path) has the format \(format); this program reads format \(ModelDescription.currentFormat): "
            + "use the seqd that made it, or export the model again")
      }
      let description = try decoder.decode(ModelDescription.self, from: data)
      if let defect = description.defect { throw ModelPackageError("\(path): \(defect)") }
      return description
    } catch let error as ModelPackageError {
      throw error
    } catch let error as DecodingError {
      throw ModelPackageError("\(path): \(sentence(error))")
    } catch {
      throw ModelPackageError("\(path) cannot be read: \(error)")
    }
  }

  /// The bytes of `weights.safetensors`; their SHA-256 is the description's `weightsDigest`.
  public func weightsBytes() throws(ModelPackageError) -> [UInt8] {
    if let defect = description.defect { throw ModelPackageError("The model's description: \(defect)") }
    if let defect = weightDefect { throw ModelPackageError("The weights of model '\(description.name)': \(defect)") }
    return Safetensors.encode(
      description.architecture.parameters.map { parameter in
        (parameter.name, Safetensors.Tensor(shape: parameter.shape, values: tensors[parameter.name]!))
      }, as: description.weightsType ?? .fp32)
  }

  /// The bytes of `model.json`: sorted keys, one value a line.
  public func descriptionBytes() throws(ModelPackageError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try [UInt8](encoder.encode(description)) + [UInt8(ascii: "\n")]
    } catch {
      throw ModelPackageError("The description of model '\(description.name)' cannot be written as JSON: \(error)")
    }
  }

  /// Refuses a folder that a package may not be written to, since something else is there that would be lost, or cannot be,
  /// since what it would stand in is not there or may not be written to.
  /// - Throws: unless nothing is there, or an empty folder, or another package.
  public static func checkTarget(_ folder: String) throws(ModelPackageError) {
    let target = path(folder)
    try PackageFiles.checkReplaceable(target)
    try PackageFiles.checkWritable(PackageFiles.parent(of: target), for: target)
  }

  private static func path(_ folder: String) -> String {
    folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// Writes the package under a temporary name, brings it to the disk and renames it; an older one of the same folder
  /// gives way at that moment, and stays when this fails.
  /// - Throws: also when something else than a package is there.
  public func write(to folder: String) throws(ModelPackageError) {
    let target = Self.path(folder)
    try PackageFiles.checkReplaceable(target)
    let weights = try weightsBytes()
    let json = try descriptionBytes()
    let taken = [Self.descriptionFile, Self.weightsFile]
    for name in resources.keys where name.isEmpty || name.hasPrefix(".") || name.contains("/") || taken.contains(name) {
      throw ModelPackageError("The model package cannot hold a file of the name '\(name)'")
    }
    let leaf = target.split(separator: "/").last.map(String.init) ?? "model"
    let hidden = "\(PackageFiles.parent(of: target))/.\(leaf).\(getpid())"
    let temporary = hidden + ".new"
    PackageFiles.removeFolder(temporary)
    guard mkdir(temporary, 0o755) == 0 else {
      throw ModelPackageError("\(temporary) cannot be created: \(PackageFiles.reason(errno))")
    }
    do {
      try PackageFiles.write(json, to: "\(temporary)/\(Self.descriptionFile)")
      try PackageFiles.write(weights, to: "\(temporary)/\(Self.weightsFile)")
      for (name, bytes) in resources.sorted(by: { $0.key < $1.key }) {
        try PackageFiles.write(bytes, to: "\(temporary)/\(name)")
      }
      try PackageFiles.replace(target, with: temporary, aside: hidden + ".old")
    } catch {
      PackageFiles.removeFolder(temporary)
      throw error
    }
  }

  /// What is wrong with the weights, as the second half of a sentence; nil when each is there, whole and finite.
  private var weightDefect: String? {
    for parameter in description.architecture.parameters {
      guard let values = tensors[parameter.name] else { return "the tensor '\(parameter.name)' is missing" }
      guard values.count == parameter.count else {
        return "the tensor '\(parameter.name)' has \(values.count) values, \(parameter.count) were expected"
      }
      if let defect = Self.defect(in: values, of: parameter.name) { return defect }
    }
    return nil
  }

  /// What is wrong with a tensor's elements; nil when all are finite.
  static func defect(in values: [Float], of name: String) -> String? {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return "the tensor '\(name)' holds \(values[index]) at index \(index); weights must be finite"
  }

  private static func sentence(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "the key '\(place(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "the value of '\(place(context.codingPath))' has the wrong type"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not valid JSON" : "'\(place(context.codingPath))': \(context.debugDescription)"
    @unknown default:
      return "it cannot be understood"
    }
  }
}
