extension Configuration {
  /// The longest path that a Unix socket address holds, without its closing zero.
  static let socketPathLimit = 107

  /// Joins file, command line and surroundings: the command line wins over the file, the file over the defaults.
  ///
  /// Under systemd the folders are those it made (`STATE_DIRECTORY`, `RUNTIME_DIRECTORY`); else they are the XDG ones,
  /// for root as well, so that trying the daemon touches nothing of an installed one.
  public static func resolve(
    file: Overrides, commandLine: Overrides, environment: Environment
  ) throws(DaemonError) -> Configuration {
    let socket = try endpoint(
      commandLine.socket ?? environment.variables["SEQD_SOCKET"] ?? file.socket
        ?? "\(runtimeFolder(environment))/seqd.sock")
    let models =
      commandLine.modelFolder ?? file.modelFolder
      ?? firstFolder([
        "\(environment.workingFolder)/Models", "\(environment.executableFolder)/../share/seqd/models",
      ])
    let plugins =
      commandLine.pluginFolders ?? file.pluginFolders
      ?? ["\(environment.executableFolder)/../lib/seqd/plugins", environment.executableFolder]
      .filter(FileSystem.isFolder)
    return Configuration(
      socket: socket,
      stateFolder: absolute(
        commandLine.stateFolder ?? file.stateFolder ?? stateFolder(environment), environment),
      modelFolder: absolute(models, environment),
      pluginFolders: plugins,
      threads: file.threads == 0 ? environment.cores : file.threads,
      concurrentItems: file.concurrentItems, limits: file.limits, defaultModels: file.defaultModels)
  }

  /// The file of an `ipc://` endpoint.
  var socketPath: String { String(socket.dropFirst("ipc://".count)) }

  /// A path or `ipc://` endpoint as an endpoint.
  private static func endpoint(_ socket: String) throws(DaemonError) -> String {
    let scheme = "ipc://"
    if socket.contains("://"), !socket.hasPrefix(scheme) {
      throw DaemonError("the socket \(socket) is not of a kind that is served; give a path or ipc:///path")
    }
    let path = socket.hasPrefix(scheme) ? String(socket.dropFirst(scheme.count)) : socket
    guard path.hasPrefix("/") else {
      throw DaemonError("the socket path \(path) must be absolute, so that clients find it from anywhere")
    }
    guard path.utf8.count <= socketPathLimit else {
      throw DaemonError(
        "the socket path \(path) has \(path.utf8.count) bytes, but the system allows \(socketPathLimit); "
          + "choose a shorter one with --socket")
    }
    return scheme + path
  }

  private static func stateFolder(_ environment: Environment) -> String {
    if let folder = environment.variables["STATE_DIRECTORY"] { return folder }
    if let folder = environment.variables["XDG_STATE_HOME"] { return "\(folder)/seqd" }
    if let home = environment.variables["HOME"] { return "\(home)/.local/state/seqd" }
    return "/tmp/seqd-\(environment.userID)/state"
  }

  private static func runtimeFolder(_ environment: Environment) -> String {
    if let folder = environment.variables["RUNTIME_DIRECTORY"] { return folder }
    if let folder = environment.variables["XDG_RUNTIME_DIR"] { return "\(folder)/seqd" }
    return "/tmp/seqd-\(environment.userID)"
  }

  /// The first that is there, else the first at all, for messages that name it.
  private static func firstFolder(_ candidates: [String]) -> String {
    candidates.first(where: FileSystem.isFolder) ?? candidates[0]
  }

  private static func absolute(_ path: String, _ environment: Environment) -> String {
    path.hasPrefix("/") ? path : "\(environment.workingFolder)/\(path)"
  }
}
