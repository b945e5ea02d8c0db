import Glibc

/// The daemon's own model packages, `models/DIGEST` in the state folder: each there whole or not at all, and never
/// changed, so that a job keeps the package it was accepted with whatever becomes of the name.
struct ModelLibrary: Sendable {
  /// The `models` folder.
  let folder: String

  /// Makes the folder where it is missing and removes what an earlier process left half-made.
  init(folder: String) throws(DaemonError) {
    self.folder = folder
    try FileSystem.makeFolder(folder, mode: 0o700)
    for name in FileSystem.names(in: folder) where name.hasPrefix(".") { FileSystem.removeFolder("\(folder)/\(name)") }
  }

  func path(of digest: String) -> String { "\(folder)/\(digest)" }

  func contains(_ digest: String) -> Bool { FileSystem.isFolder(path(of: digest)) }

  private func isWhole(_ digest: String) -> Bool {
    contains(digest) && (try? PackageDigest(folder: path(of: digest)).package) == digest
  }

  /// Digests of the packages that are there.
  var digests: [String] { FileSystem.names(in: folder).filter { !$0.hasPrefix(".") } }

  /// Takes a whole package in by renaming its folder, which must be on the same file system.
  func adopt(_ package: String, as digest: String) throws(DaemonError) {
    // The same package again changes nothing, unless it has been damaged since.
    if isWhole(digest) { return FileSystem.removeFolder(package) }
    remove(digest)
    try FileSystem.syncFolder(package)
    guard rename(package, path(of: digest)) == 0 else {
      throw DaemonError("cannot put the model into \(folder): \(FileSystem.lastReason)")
    }
    try FileSystem.syncFolder(folder)
  }

  /// Takes a copy of a package in; one that is there already is compared, and made anew if it is damaged.
  func copy(_ package: String, as digest: String) throws(DaemonError) {
    if contains(digest), !isWhole(digest) { remove(digest) }
    let card = "\(package)/\(PackageDigest.cardFile)"
    if contains(digest) {
      // The card alone may have been written anew: it does not count into the digest.
      guard let bytes = try? FileSystem.read(card) else { return }
      let own = "\(path(of: digest))/\(PackageDigest.cardFile)"
      if bytes != (try? FileSystem.read(own)) { try FileSystem.replace(own, with: bytes) }
      return
    }
    let temporary = "\(folder)/.\(digest)"
    FileSystem.removeFolder(temporary)
    try FileSystem.makeFolder(temporary, mode: 0o700)
    do throws(DaemonError) {
      for name in PackageDigest.files(in: package) {
        try FileSystem.copy("\(package)/\(name)", to: "\(temporary)/\(name)")
      }
      // The folder may have been written to meanwhile.
      guard try PackageDigest(folder: temporary).package == digest else {
        throw DaemonError("\(package) changed while it was copied")
      }
      try adopt(temporary, as: digest)
    } catch {
      FileSystem.removeFolder(temporary)
      throw error
    }
  }

  /// Forgets a package; the folder disappears at once, its files after it.
  func remove(_ digest: String) {
    let aside = "\(folder)/.\(digest)"
    guard rename(path(of: digest), aside) == 0 else { return }
    FileSystem.removeFolder(aside)
  }
}
