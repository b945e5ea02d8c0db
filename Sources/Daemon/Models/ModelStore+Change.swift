import Networks

/// What clients change about the models.
extension ModelStore {
  /// Lets a package that came in take its name: for new jobs at once, jobs accepted before keep the one they have.
  /// - Parameter folder: the package's files; on the library's file system.
  func install(_ package: PackageIntake.Package, from folder: String) throws(DaemonError) -> ImportedModel {
    let name = package.description.name
    let earlier = refresh().first { $0.name == name }?.digest
    golden.note(package.verdict, on: package.digest)
    try changing { () throws(DaemonError) in
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
    let removed = try changing { () throws(DaemonError) in
      try change { index in
        let deactivated = index.activated.filter { $0.value == name }.map(\.key).sorted()
        for task in deactivated { index.activated[task] = nil }
        return (digest: index.imported.removeValue(forKey: name), deactivated: deactivated)
      }
    }
    return (removed.value, removed.entries)
  }

  /// Makes a model that of a task for requests that name none.
  /// - Throws: also when there is no model of that name any more.
  func activate(_ name: String, for task: String) throws(DaemonError) {
    try changing { () throws(DaemonError) in
      guard isThere(name) else { throw DaemonError("the model \(name) has been removed or found damaged meanwhile") }
      try change { $0.activated[task] = name }
    }
  }
}
