import Generation
import Kernels
import Networks

/// A second look at a package that is in use: every byte read again, the golden outputs generated again.
struct PackageVerification: Sendable {
  /// SHA-256 of the package as it is now; nil where its files cannot be read.
  private(set) var digest: String?
  private(set) var files = 0
  private(set) var bytes = 0
  /// nil where something else is wrong already.
  private(set) var golden: GoldenVerdict?
  /// What differs; nil when nothing does.
  private(set) var fault: String?

  init(of entry: ModelEntry) {
    let names = PackageDigest.files(in: entry.folder)
    files = names.count
    bytes = names.reduce(0) { sum, name in
      sum + ((try? FileSystem.read("\(entry.folder)/\(name)", from: 0, count: 0).size) ?? 0)
    }
    do {
      try look(at: entry)
    } catch {
      fault = "\(error)"
    }
  }

  private mutating func look(at entry: ModelEntry) throws {
    let found = try PackageDigest(folder: entry.folder)
    digest = found.package
    // What is listed as unusable stays so; its reason says more than a second one.
    if let fault = entry.fault { throw DaemonError(fault) }
    if let expected = entry.digest, expected != found.package {
      throw DaemonError(
        "the package \(entry.folder) is damaged: its digest is \(found.package) where \(expected) is expected; "
          + "import the model again")
    }
    let package = try StoredModel(folder: entry.folder)
    try found.compare(with: package.description, folder: entry.folder)
    let verdict = GoldenCheck.judge(package, kernels: KernelTable.available)
    golden = verdict
    if case .differs(let reason) = verdict {
      throw DaemonError("\(entry.folder)/\(Golden.file) is not reproduced: \(reason)")
    }
    // A package of the configured folder that gave way to its earlier form is worth a look too.
    if let notice = entry.notice { throw DaemonError(notice) }
    let source = try PackageDigest(folder: entry.source).package
    guard source == found.package else {
      throw DaemonError(
        "the package \(entry.source) is damaged: its digest is \(source) where \(found.package) is expected; the copy "
          + "that is in use is as it should be")
    }
  }
}
