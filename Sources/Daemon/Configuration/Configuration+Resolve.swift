import Wire
import ZMQ

extension Configuration {
  /// Reads the configuration file, where there is one, and joins it with the command line and the surroundings.
  /// - Throws: for a file, the line and the key that are wrong.
  public static func load(
    file path: String?, commandLine: Overrides, environment: Environment
  ) throws(DaemonError) -> Configuration {
    guard let path else { return try resolve(file: Overrides(), commandLine: commandLine, environment: environment) }
    let content = String(decoding: try FileSystem.read(path), as: UTF8.self)
    let file = try ConfigurationFile.parse(content, path: path)
    return try resolve(file: file, commandLine: commandLine, environment: environment)
  }

  /// Joins file, command line and surroundings: the command line wins over the file, the file over the defaults.
  ///
  /// Under systemd the folders are those it made (`STATE_DIRECTORY`, `RUNTIME_DIRECTORY`); else they are the XDG ones,
  /// for root as well, so that trying the daemon touches nothing of an installed one.
  public static func resolve(
    file: Overrides, commandLine: Overrides, environment: Environment
  ) throws(DaemonError) -> Configuration {
    let socket = try endpoint(
      commandLine.socket ?? environment.variables["SEQD_SOCKET"] ?? file.socket
        ?? environment.variables["RUNTIME_DIRECTORY"].map { "\($0)/seqd.sock" }
        ?? DefaultSocket.user(environment: environment.variables, userID: environment.userID))
    let models =
      commandLine.modelFolder ?? file.modelFolder
      ?? firstFolder([
        "\(environment.workingFolder)/Models", "\(environment.executableFolder)/../../share/seqd/models",
      ])
    // An installed daemon has its plugins in a folder beside it, a built one beside itself.
    let installed = "\(environment.executableFolder)/plugins"
    let plugins =
      commandLine.pluginFolders ?? file.pluginFolders
      ?? [FileSystem.isFolder(installed) ? installed : environment.executableFolder]
    var configuration = Configuration(
      socket: socket,
      stateFolder: absolute(
        commandLine.stateFolder ?? file.stateFolder ?? stateFolder(environment), environment),
      modelFolder: absolute(models, environment),
      pluginFolders: plugins,
      threads: file.threads == 0 ? environment.cores : file.threads,
      concurrentItems: file.concurrentItems, modelMemory: file.modelMemory, modelIdleSeconds: file.modelIdleSeconds,
      limits: file.limits, retention: file.retention, defaultModels: file.defaultModels,
      listen: try file.listen.map { text throws(DaemonError) in try networkEndpoint(text) },
      serverKeyFile: file.serverKeyFile.map { absolute($0, environment) }, operators: file.operators)
    if configuration.serverKeyFile == nil, let folder = environment.variables["CREDENTIALS_DIRECTORY"] {
      let credential = "\(folder)/\(ServerKey.credential)"
      if FileSystem.exists(credential) {
        (configuration.serverKeyFile, configuration.serverKeyIsCredential) = (credential, true)
      }
    }
    return configuration
  }

  /// A path or `ipc://` endpoint as an endpoint.
  private static func endpoint(_ socket: String) throws(DaemonError) -> String {
    let endpoint: Endpoint
    do {
      endpoint = try Endpoint(socket)
    } catch {
      throw DaemonError(error.message)
    }
    guard endpoint.transport == .local else {
      throw DaemonError("the socket \(socket) is not local; for clients in the network there is the key listen")
    }
    guard endpoint.place.hasPrefix("/") else {
      throw DaemonError("the socket path \(endpoint.place) must be absolute, so that clients find it from anywhere")
    }
    return endpoint.description
  }

  private static func networkEndpoint(_ text: String) throws(DaemonError) -> String {
    do {
      let endpoint = try Endpoint(text)
      guard endpoint.transport == .network else {
        throw DaemonError("listen is '\(text)', but must be of the form tcp://HOST:PORT")
      }
      return endpoint.description
    } catch let error as ZMQError {
      throw DaemonError("listen: \(error.message)")
    } catch {
      throw DaemonError("\(error)")
    }
  }

  private static func stateFolder(_ environment: Environment) -> String {
    if let folder = environment.variables["STATE_DIRECTORY"] { return folder }
    if let folder = environment.variables["XDG_STATE_HOME"] { return "\(folder)/seqd" }
    if let home = environment.variables["HOME"] { return "\(home)/.local/state/seqd" }
    return "/tmp/seqd-\(environment.userID)/state"
  }

  /// The first that is there, else the first at all, for messages that name it.
  private static func firstFolder(_ candidates: [String]) -> String {
    candidates.first(where: FileSystem.isFolder) ?? candidates[0]
  }

  private static func absolute(_ path: String, _ environment: Environment) -> String {
    path.hasPrefix("/") ? path : "\(environment.workingFolder)/\(path)"
  }
}
