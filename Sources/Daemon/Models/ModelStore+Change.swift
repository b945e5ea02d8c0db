import Networks

/// What clients change about the models.
extension ModelStore {
  /// Lets a package that came in take its name: for new jobs at once, jobs accepted before keep the one they have.
  /// - Parameter folder: the package's files; on the library's file system.
  func install(_ package: PackageIntake.Package, from folder: String) throws(DaemonError) -> ImportedModel {
    let name = package.description.name
    let earlier = refresh().first { $0.name == name }?.digest
    golden.note(package.verdict, on: package.digest)
    _ = try changing { () throws(DaemonError) in
      try library.adopt(folder, as: package.digest)
      try change { $0.imported[name] = package.digest }
    }
    return ImportedModel(
      name: name, digest: package.digest, replaced: earlier == package.digest ? nil : earlier,
      remarks: package.remarks)
  }

  /// Takes an imported model's name away, and ends its activation; its package stays for as long as a job needs it.
  func remove(
    _ name: String
  ) throws(DaemonError) -> (removed: (digest: String?, deactivated: [String]), entries: [ModelEntry]) {
    let digest = index.imported[name]
    let deactivated = index.activated.filter { $0.value == name }.map(\.key).sorted()
    let entries = try changing { () throws(DaemonError) in
      try change { index in
        index.imported[name] = nil
        for task in deactivated { index.activated[task] = nil }
      }
    }
    return ((digest, deactivated), entries)
  }
}
