import Crypto
import Generation
import Networks

/// A model package's files and the digests that name them.
struct PackageDigest: Sendable {
  /// SHA-256 of the package: over `model.json`, `weights.safetensors` and every other file in order of name but
  /// `card.md`, which is for people. Each file counts as its name, a zero byte, its length as 8 bytes with the lowest
  /// first, and its bytes.
  let package: String
  /// SHA-256 of each file by its name, the card's left out.
  private let files: [String: String]

  /// SHA-256 of `weights.safetensors`.
  var weights: String { files[ModelPackage.weightsFile] ?? "" }

  /// Words on a model, which change nothing it generates.
  static let cardFile = "card.md"

  init(folder: String) throws(DaemonError) {
    let first = [ModelPackage.descriptionFile, ModelPackage.weightsFile]
    let others = Self.files(in: folder).filter { !first.contains($0) && $0 != Self.cardFile }
    var hash = SHA256()
    var own: [String: String] = [:]
    for name in first + others {
      hash.update(data: Array(name.utf8) + [0])
      var file = SHA256()
      try FileSystem.forEachPart(of: "\(folder)/\(name)") { size in
        hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) })
      } part: { part in
        hash.update(bufferPointer: part)
        file.update(bufferPointer: part)
      }
      own[name] = file.finalize().hexadecimal
    }
    package = hash.finalize().hexadecimal
    files = own
  }

  /// Compares the weights and the other files with what `model.json` says of them.
  func compare(with description: ModelDescription, folder: String) throws(DaemonError) {
    let path = "\(folder)/\(ModelPackage.weightsFile)"
    guard !description.weightsDigest.isEmpty else {
      throw DaemonError(
        "\(folder)/\(ModelPackage.descriptionFile) names no weightsDigest, so \(path) cannot be trusted; "
          + "'seqctl model import' fills it in")
    }
    guard weights == description.weightsDigest.lowercased() else {
      throw DaemonError(
        "\(path) is damaged: its SHA-256 is \(weights), \(ModelPackage.descriptionFile) says "
          + "\(description.weightsDigest); copy the package again")
    }
    try Self.compare(resources: files, with: description, folder: folder)
  }

  /// Compares the files beside the weights with what `model.json` says of them, where it says anything.
  /// - Parameter files: SHA-256 of each by its name.
  static func compare(
    resources files: [String: String], with description: ModelDescription, folder: String
  ) throws(DaemonError) {
    for (name, expected) in (description.resourceDigests ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let found = files[name] else {
        throw DaemonError("\(folder)/\(name) is missing, which is a part of the model; copy the package again")
      }
      guard found == expected.lowercased() else {
        throw DaemonError(
          "\(folder)/\(name) is damaged: its SHA-256 is \(found), \(ModelPackage.descriptionFile) says \(expected); copy the "
            + "package again")
      }
    }
  }

  /// Names of the files that make the package, sorted.
  static func files(in folder: String) -> [String] {
    FileSystem.names(in: folder).filter { !$0.hasPrefix(".") && FileSystem.isFile("\(folder)/\($0)") }
  }
}

extension LoadedModel {
  /// Reads the weights of a package.
  /// - Parameter digest: the package digest that jobs were accepted with.
  /// - Throws: also when the package has another digest by now.
  convenience init(folder: String, digest: String) throws {
    let found = try PackageDigest(folder: folder)
    guard found.package == digest else {
      throw DaemonError(
        "the model package \(folder) has changed: its digest is \(found.package), the job was accepted with \(digest)")
    }
    try self.init(try StoredModel(folder: folder))
  }
}
