/// The daemon's own folder: database, results, models, and the lock that keeps it to one daemon.
struct StateFolder: ~Copyable {
  let path: String
  private let lock: LockFile

  /// Makes the folder where it is missing and takes it.
  init(_ path: String) throws(DaemonError) {
    try FileSystem.makeFolder(path, mode: 0o700)
    let lock = try LockFile(path: "\(path)/lock", subject: "the state folder \(path)")
    try FileSystem.makeFolder("\(path)/results", mode: 0o700)
    self.path = path
    self.lock = lock
  }

  var databasePath: String { "\(path)/jobs.sqlite" }
  /// Holds a byte once the process has crashed.
  var crashPath: String { "\(path)/crash" }
  var resultsFolder: String { "\(path)/results" }
  /// Packages of models, each named by its digest.
  var modelFolder: String { "\(path)/models" }
  var modelIndexPath: String { "\(path)/models.json" }
  /// Keys that are let in over the network.
  var keysPath: String { "\(path)/keys.json" }
  /// Models on their way in.
  var uploadFolder: String { "\(path)/uploads" }
}
