import ArgumentParser
import Daemon
import Glibc

@main
struct Seqd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqd", abstract: "Generates sequences with recurrent networks, for clients on a ZeroMQ socket.",
    version: Daemon.version)

  @Option(help: "Configuration file (TOML).") var config: String?
  @Option(help: "Socket for local clients: a path or ipc:///path.") var socket: String?
  @Option(help: "Folder of the job database and the results.") var state: String?
  @Option(help: "Folder of model packages.") var models: String?
  @Option(help: "Folder of task plugins; may be given more than once.") var plugins: [String] = []

  func run() async throws {
    do {
      var commandLine = Overrides()
      commandLine.socket = socket
      commandLine.stateFolder = state
      commandLine.modelFolder = models
      commandLine.pluginFolders = plugins.isEmpty ? nil : plugins
      let load = { @Sendable [config, commandLine] () throws(DaemonError) in
        try Configuration.load(file: config, commandLine: commandLine, environment: .current)
      }
      try await Daemon.run(try load(), reload: load)
    } catch let error as DaemonError {
      let line = Array("seqd: \(error.message)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
      throw ExitCode(1)
    }
  }
}
