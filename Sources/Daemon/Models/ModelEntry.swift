import FoundationEssentials
import Generation
import Networks
import PluginAPI

/// A model package that the daemon knows of.
struct ModelEntry: Sendable {
  enum Origin: Sendable, Equatable {
    /// Of the configured model folder, which the daemon only reads.
    case configured
    /// Imported into the state folder.
    case imported
  }

  /// Folder that the package is read from.
  var folder: String
  /// Where people put it: `folder`, or the folder below the configured one that `folder` is a copy of.
  var source: String
  var origin: Origin
  /// The name in `model.json`, or the folder's name where that cannot be read.
  var name: String
  /// What is wrong with it; nil when it can be used.
  var fault: String?
  /// What people should know although it can be used.
  var notice: String?
  /// What plugins see of it; nil when it cannot be used.
  var model: PluginModel?

  var digest: String? { model?.digest }
  var description: ModelDescription? { model?.description }

  /// Looks at a package: it is fit to be used when its files are whole and it reproduces its golden outputs.
  /// - Parameters:
  ///   - expected: the package digest that it must have.
  ///   - memory: what it must fit into.
  init(folder: String, origin: Origin, expected: String? = nil, golden: GoldenCheck, memory: ModelMemory) {
    self.folder = folder
    source = folder
    self.origin = origin
    name = folder.split(separator: "/").last.map(String.init) ?? folder
    do {
      let description = try ModelPackage.loadDescription(folder: folder)
      name = description.name
      if let refusal = memory.refusal(of: description) { throw DaemonError(refusal) }
      let digest = try PackageDigest(folder: folder)
      if let expected, digest.package != expected {
        throw DaemonError(
          "the package \(folder) is damaged: its digest is \(digest.package) where \(expected) is expected; "
            + "import the model again")
      }
      try digest.compare(with: description, folder: folder)
      if case .differs(let reason) = try golden.verdict(on: folder, digest: digest.package) {
        throw DaemonError("\(folder)/\(Golden.file) is not reproduced: \(reason)")
      }
      model = try Self.model(in: folder, description, digest: digest.package)
    } catch {
      fault = "\(error)"
    }
  }

  /// Takes everything from a copy of the package that is whole: where it came from, it may have been written to since.
  mutating func use(copy: String, digest: String) throws {
    model = try Self.model(in: copy, ModelPackage.loadDescription(folder: copy), digest: digest)
    folder = copy
  }

  private static func model(
    in folder: String, _ description: ModelDescription, digest: String
  ) throws -> PluginModel {
    var resources: [String: [UInt8]] = [:]
    for name in PackageDigest.files(in: folder)
    where name != ModelPackage.descriptionFile && name != ModelPackage.weightsFile {
      resources[name] = try FileSystem.read("\(folder)/\(name)")
    }
    return PluginModel(description: description, digest: digest, resources: resources)
  }
}
