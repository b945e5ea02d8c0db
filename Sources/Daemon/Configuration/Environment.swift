import Glibc

/// What the configuration takes from the process it is made in; a value, so that tests can choose it.
public struct Environment: Sendable {
  public var variables: [String: String]
  public var userID: UInt32
  public var cores: Int
  /// Folder of the running executable.
  public var executableFolder: String
  public var workingFolder: String

  public init(
    variables: [String: String], userID: UInt32, cores: Int, executableFolder: String, workingFolder: String
  ) {
    self.variables = variables
    self.userID = userID
    self.cores = cores
    self.executableFolder = executableFolder
    self.workingFolder = workingFolder
  }

  /// The process as it is.
  public static var current: Environment {
    let names = [
      "HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "CREDENTIALS_DIRECTORY",
      "SEQD_SOCKET",
    ]
    var variables: [String: String] = [:]
    for name in names {
      if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty { variables[name] = value }
    }
    return Environment(
      variables: variables, userID: getuid(), cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
      executableFolder: FileSystem.parent(of: link("/proc/self/exe")), workingFolder: link("/proc/self/cwd"))
  }

  private static func link(_ path: String) -> String {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { buffer in
      buffer.withMemoryRebound(to: CChar.self) { buffer in
        buffer.baseAddress.map { readlink(path, $0, buffer.count) } ?? -1
      }
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : "."
  }
}
