import Crypto
import Generation
import Kernels
import Networks

/// Makes a model package of what somebody sent: checked whole, its weights under our names, its digest and its golden
/// outputs filled in where they are missing.
struct PackageIntake {
  /// The files as they came; they become the package.
  let folder: String
  /// What the model must fit into.
  let memory: ModelMemory

  struct Package {
    var description: ModelDescription
    var digest: String
    var verdict: GoldenVerdict
    var remarks: [String]
  }

  /// - Throws: what is wrong with the files, as a sentence that names them without the folder.
  func run() throws(DaemonError) -> Package {
    do {
      return try take()
    } catch {
      throw DaemonError("\(error)".replacing("\(folder)/", with: "").replacing(folder, with: "the folder"))
    }
  }

  private func take() throws -> Package {
    if let refusal = memory.refusal(of: try ModelPackage.loadDescription(folder: folder)) { throw DaemonError(refusal) }
    let gathered = try GatheredPackage(folder: folder)
    var package = gathered.package
    if let defect = defect(in: package) { throw DaemonError(defect) }
    var remarks: [String] = []
    try checkWeights(gathered)
    // Before golden outputs are made in place of those that are missing.
    try PackageDigest.compare(
      resources: package.resources.mapValues { SHA256.hash(data: $0).hexadecimal }, with: package.description,
      folder: folder)
    if gathered.isConverted {
      let bytes = try package.weightsBytes()
      try FileSystem.replace(path(ModelPackage.weightsFile), with: bytes)
      if gathered.weightsFile != ModelPackage.weightsFile { FileSystem.removeFile(path(gathered.weightsFile)) }
      package.description.weightsDigest = SHA256.hash(data: bytes).hexadecimal
      remarks.append("the weights had the names of PyTorch and were given those of the architecture")
    } else if package.description.weightsDigest.isEmpty {
      let bytes = try FileSystem.read(path(ModelPackage.weightsFile))
      package.description.weightsDigest = SHA256.hash(data: bytes).hexadecimal
      remarks.append("model.json named no weightsDigest, so it was filled in")
    }
    if !remarks.isEmpty {
      try FileSystem.replace(path(ModelPackage.descriptionFile), with: try package.descriptionBytes())
    }
    // The file may hold less precise numbers than those that came.
    if gathered.isConverted { package = try ModelPackage.load(folder: folder) }
    let verdict = try reproduceGolden(package, &remarks)
    // Parts were written without waiting for the disk.
    for name in PackageDigest.files(in: folder) { try FileSystem.sync(path(name)) }
    try FileSystem.syncFolder(folder)
    let digest = try PackageDigest(folder: folder)
    try digest.compare(with: package.description, folder: folder)
    return Package(
      description: package.description, digest: digest.package, verdict: verdict, remarks: remarks)
  }

  /// What would make the model a nuisance in lists and answers; nil when nothing does.
  private func defect(in package: ModelPackage) -> String? {
    let description = package.description
    if description.name.hasPrefix(".") {
      return "\(ModelPackage.descriptionFile): the name '\(description.name)' begins with a dot"
    }
    for (field, text, limit) in [
      ("name", description.name, 100), ("task", description.task, 100), ("summary", description.summary, 1000),
    ] where text.utf8.count > limit {
      return "\(ModelPackage.descriptionFile): the \(field) has \(text.utf8.count) bytes; at most \(limit) are taken"
    }
    let card = package.resources[PackageDigest.cardFile]?.count ?? 0
    return card > 1 << 20 ? "\(PackageDigest.cardFile) has \(card) bytes; at most \(1 << 20) are taken" : nil
  }

  private func checkWeights(_ gathered: GatheredPackage) throws {
    let expected = gathered.package.description.weightsDigest.lowercased()
    guard !expected.isEmpty else { return }
    var hash = SHA256()
    try FileSystem.forEachPart(of: path(gathered.weightsFile)) { hash.update(bufferPointer: $0) }
    let found = hash.finalize().hexadecimal
    guard found == expected else {
      throw DaemonError(
        "\(gathered.weightsFile) is damaged: its SHA-256 is \(found), \(ModelPackage.descriptionFile) says \(expected)")
    }
  }

  private func reproduceGolden(_ package: ModelPackage, _ remarks: inout [String]) throws -> GoldenVerdict {
    let verdict = GoldenCheck.judge(package, kernels: KernelTable.available)
    switch verdict {
    case .reproduced: return verdict
    case .differs(let reason): throw DaemonError("\(Golden.file) is not reproduced: \(reason)")
    case .missing:
      let bytes = try GoldenCheck.make(package)
      try FileSystem.replace(path(Golden.file), with: bytes)
      remarks.append("the package had no golden outputs, so they were made on this machine")
      return .reproduced(KernelTable.available.map(\.instructionSet))
    }
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }
}
