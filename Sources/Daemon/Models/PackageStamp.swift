import Glibc
import Networks

/// Names, sizes and times of a package's files: cheap to take, and different once a file was written anew.
struct PackageStamp: Equatable, Sendable {
  let folder: String
  private let files: [File]

  private struct File: Equatable, Sendable {
    var name: String
    var size: Int
    var inode: UInt
    var seconds: Int
    var nanoseconds: Int
  }

  init(folder: String) {
    self.folder = folder
    files = PackageDigest.files(in: folder).compactMap { name in
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
      return File(
        name: name, size: Int(status.st_size), inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec)
    }
  }

  /// Whether the folder claims to be a model package.
  var isPackage: Bool { files.contains { $0.name == ModelPackage.descriptionFile } }
}
