import Glibc
import Networks

/// A request that cannot be carried out as it stands; one sentence that says what, where and what to do.
public struct InvalidRequest: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension InvalidRequest {
  /// Refuses a folder that a model package may not be written to, before there is work for it.
  static func checkTarget(_ folder: String) throws(InvalidRequest) {
    do throws(ModelPackageError) { try ModelPackage.checkTarget(folder) } catch { throw InvalidRequest("\(error)") }
  }

  /// Refuses a path that no picture can be written to, before there is work for it.
  public static func checkPicture(_ path: String) throws(InvalidRequest) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else {
      throw InvalidRequest("\(path) cannot be written: \(String(cString: strerror(errno))); choose another path")
    }
  }
}
