import Foundation
import Testing

@testable import Daemon

@Suite struct ConfigurationTests {
  private static let environment = Environment(
    variables: ["HOME": "/home/ada", "XDG_RUNTIME_DIR": "/run/user/1000"], userID: 1000, cores: 6,
    executableFolder: "/opt/seqd/bin", workingFolder: "/home/ada")

  private func resolve(
    _ toml: String = "", commandLine: Overrides = Overrides(), environment: Environment = environment
  ) throws -> Configuration {
    try .resolve(
      file: try ConfigurationFile.parse(toml, path: "seqd.toml"), commandLine: commandLine, environment: environment)
  }

  @Test func withoutAFileTheFoldersAreTheUsersOwn() throws {
    let configuration = try resolve()
    #expect(configuration.socket == "ipc:///run/user/1000/seqd/seqd.sock")
    #expect(configuration.stateFolder == "/home/ada/.local/state/seqd")
    #expect(configuration.threads == 6)
    #expect(configuration.limits == Configuration.Limits())
  }

  @Test func rootHasItsOwnFoldersToo() throws {
    var root = Self.environment
    root.userID = 0
    root.variables = ["HOME": "/root"]
    let configuration = try resolve(environment: root)
    #expect(configuration.socket == "ipc:///tmp/seqd-0/seqd.sock")
    #expect(configuration.stateFolder == "/root/.local/state/seqd")
  }

  @Test func anInstalledDaemonHasItsPluginsBesideItAndABuiltOneAroundIt() throws {
    let folder = TemporaryFolder()
    var environment = Self.environment
    environment.executableFolder = folder.path
    #expect(try resolve(environment: environment).pluginFolders == [folder.path])
    try FileSystem.makeFolder(folder.path + "/plugins", mode: 0o700)
    #expect(try resolve(environment: environment).pluginFolders == [folder.path + "/plugins"])
    #expect(try resolve("plugins = [\"/p\"]", environment: environment).pluginFolders == ["/p"])
  }

  @Test func underSystemdTheFoldersAreThoseItMade() throws {
    var systemd = Self.environment
    systemd.variables = ["STATE_DIRECTORY": "/var/lib/seqd", "RUNTIME_DIRECTORY": "/run/seqd"]
    let configuration = try resolve(environment: systemd)
    #expect(configuration.socket == "ipc:///run/seqd/seqd.sock")
    #expect(configuration.stateFolder == "/var/lib/seqd")
  }

  @Test func theCommandLineWinsOverTheFile() throws {
    var commandLine = Overrides()
    commandLine.socket = "/tmp/mine"
    let configuration = try resolve("socket = \"/tmp/file\"\nstate = \"/tmp/state\"", commandLine: commandLine)
    #expect(configuration.socket == "ipc:///tmp/mine")
    #expect(configuration.stateFolder == "/tmp/state")
  }

  @Test func everyKeyIsRead() throws {
    let configuration = try resolve(
      """
      socket = "ipc:///tmp/a"
      state = "/tmp/b"
      models = "/tmp/c"
      plugins = ["/tmp/d", "/tmp/e"]
      [engine]
      threads = 3
      concurrent-items = 4
      [limits]
      queued-items = 5
      items-per-job = 6
      text-length = 7
      message-bytes = 70000
      outgoing-messages = 16
      [default-models]
      handwriting-synthesis = "best"
      """)
    #expect(
      configuration
        == Configuration(
          socket: "ipc:///tmp/a", stateFolder: "/tmp/b", modelFolder: "/tmp/c", pluginFolders: ["/tmp/d", "/tmp/e"],
          threads: 3, concurrentItems: 4,
          limits: Configuration.Limits(
            queuedItems: 5, itemsPerJob: 6, textLength: 7, messageBytes: 70_000, outgoingMessages: 16),
          defaultModels: ["handwriting-synthesis": "best"]))
  }

  @Test(arguments: [
    ("# a\n\nsokcet = \"/x\"", "seqd.toml, line 3: sokcet is not a key"),
    ("[limits]\ntext-length = 1\nitems = 2", "line 3: limits.items is not a key"),
    ("text-length = 4", "line 1: text-length is not a key of the configuration; did you mean limits.text-length?"),
    ("[engine]\n  threads = \"four\"", "line 2: engine.threads must be an integer, not a string"),
    ("engine.threads = 2.5", "line 1: engine.threads must be an integer, not a number with a fraction"),
    ("[engine]\nthreads = 4096", "line 2: engine.threads is 4096, which is not within 0 to 1024"),
    ("limits = { queued-items = 0 }", "line 1: limits.queued-items is 0, which is not within 1 to"),
    ("[engine]\r\n\r\nthreads = 4096\r\n", "line 3: engine.threads is 4096, which is not within 0 to 1024"),
    ("\nsocket = 7", "line 2: socket must be a string, not an integer"),
    ("plugins = \"/x\"", "line 1: plugins must be an array of strings, not a string"),
    ("plugins = [1]", "line 1: plugins must be a string, not an integer"),
    ("state = \"\"", "line 1: state is empty"),
    ("engine = 5", "line 1: engine is not a key"),
    ("[engine]\nthreads = 1\nthreads = 2", "line 3"),
    ("socket = ", "line 1"),
    ("[default-models]\nx = 1", "line 2: default-models.x must be a string"),
    ("state = \"\"\"\nthreads = 1\n\"\"\"\n[engine]\nthreads = -1", "line 5: engine.threads is -1"),
  ])
  func aWrongConfigurationNamesLineAndKey(toml: String, message: String) throws {
    let error = try #require(throws: DaemonError.self) { try ConfigurationFile.parse(toml, path: "seqd.toml") }
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test func aSocketPathLongerThanTheSystemAllowsIsRefused() throws {
    var commandLine = Overrides()
    commandLine.socket = "/" + String(repeating: "x", count: 107)
    let error = try #require(throws: DaemonError.self) { try resolve(commandLine: commandLine) }
    #expect(error.message.contains("108 bytes, but the system allows 107"))
    commandLine.socket = "/" + String(repeating: "x", count: 106)
    _ = try resolve(commandLine: commandLine)
  }

  @Test(arguments: ["tcp://127.0.0.1:5555", "here.sock"])
  func aSocketOfAnotherKindIsRefused(socket: String) {
    var commandLine = Overrides()
    commandLine.socket = socket
    #expect(throws: DaemonError.self) { try resolve(commandLine: commandLine) }
  }

  /// The project's folder.
  private static let house = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test(arguments: ["etc/seqd.toml", "Documentation/man/seqd.toml.5"])
  func everyKeyIsDocumented(file: String) throws {
    let text = try String(contentsOf: Self.house.appending(path: file), encoding: .utf8)
    for setting in Setting.all {
      let name = try #require(setting.key.split(separator: ".").last)
      #expect(text.contains(name) || text.contains(name.replacing("-", with: "\\-")), "\(setting.key)")
    }
  }

  @Test func theSampleFileWithItsKeysTurnedOnIsValidAndStatesTheDefaults() throws {
    let text = try String(contentsOf: Self.house.appending(path: "etc/seqd.toml"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
    }
    let sample = try ConfigurationFile.parse(lines.joined(separator: "\n"), path: "seqd.toml")
    let defaults = Overrides()
    #expect(sample.threads == defaults.threads)
    #expect(sample.concurrentItems == defaults.concurrentItems)
    #expect(sample.limits == defaults.limits)
    #expect(sample.socket == "/run/seqd/seqd.sock")
  }
}
