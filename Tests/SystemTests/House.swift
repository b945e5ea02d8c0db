import Crypto
import Foundation
import Networks
import Testing

/// A folder with a model for the tally, and a real daemon in it that can be stopped, killed and started again.
final class House {
  let folder: TemporaryFolder
  private(set) var daemon: Child?
  private let notices: Notices

  var socket: String { folder.path + "/s" }
  var state: String { folder.path + "/state" }
  var models: String { folder.path + "/models" }

  private let plugins: String
  private let environment: [String: String]

  /// Makes the folder and starts the daemon in it.
  /// - Parameter plugins: the folder of its plugins; nil for that of the tally.
  init(config: String = "", plugins: String? = nil, environment: [String: String] = [:]) throws {
    folder = TemporaryFolder()
    self.environment = environment
    self.plugins = try plugins ?? Products.pluginFolder.get()
    notices = try Notices(path: folder.path + "/notify")
    try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: false)
    try Self.writeModel(to: models + "/small")
    try config.write(toFile: folder.path + "/seqd.toml", atomically: true, encoding: .utf8)
    try start()
  }

  /// A house with the plugins of the project and some of its models.
  convenience init(config: String = "", bundled models: [String]) throws {
    try self.init(config: config, plugins: Products.folder)
    for name in models { try add(bundled: name) }
  }

  /// Puts a model of the project where the daemon finds it.
  func add(bundled name: String) throws {
    try FileManager.default.copyItem(atPath: Self.bundled(name), toPath: "\(models)/\(name)")
  }

  /// Folder of one of the project's models.
  static func bundled(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Models/\(name)").path(percentEncoded: false)
  }

  deinit { kill() }

  /// Starts the daemon and waits until it says that it is ready.
  func start() throws {
    let log = try OpenFile(folder.path + "/log", O_WRONLY | O_CREAT | O_APPEND)
    daemon = try Child(
      Products.seqd,
      [
        "--config", folder.path + "/seqd.toml", "--socket", socket, "--state", state, "--models", models,
        "--plugins", plugins,
      ], environment: environment.merging(["NOTIFY_SOCKET": notices.path]) { $1 }, errors: log.descriptor)
    guard notices.next() == "READY=1" else { throw NotReady(log: self.log) }
  }

  /// What the daemon tells systemd next.
  func nextNotice() -> String? { notices.next() }

  struct NotReady: Error { var log: String }

  var log: String { (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? "" }

  /// Ends the daemon without warning.
  func kill() {
    daemon?.send(SIGKILL)
    daemon?.wait()
  }

  /// Asks the daemon to stop.
  /// - Returns: its exit status.
  func stop() throws -> Int32 {
    let daemon = try #require(daemon)
    daemon.send(SIGTERM)
    let status = daemon.wait()
    #expect(notices.next() == "STOPPING=1")
    return status
  }

  /// Waits until the daemon has ended by itself.
  func waitForCrash() throws {
    let daemon = try #require(daemon)
    #expect(daemon.wait() < 0)
  }

  func seqctl(_ arguments: String..., input: String? = nil) throws -> Command { try seqctl(arguments, input: input) }

  func seqctl(_ arguments: [String], input: String? = nil) throws -> Command {
    try Command.run(Products.seqctl, arguments, environment: ["SEQD_SOCKET": socket], input: input)
  }

  /// Hands in a job for the tally.
  /// - Returns: the job's id.
  func submit(_ arguments: String..., input: String? = nil) throws -> String {
    let command = try seqctl(["submit", "tally"] + arguments, input: input)
    try #require(command.status == 0, "\(command.errors)")
    return command.text
  }

  /// The bytes of a job's only result, once it has ended.
  func result(of job: String) throws -> [UInt8] {
    let wait = try seqctl("wait", job)
    try #require(wait.status == 0, "\(wait.errors)")
    let fetch = try seqctl("fetch", job, "-o", "-")
    try #require(fetch.status == 0, "\(fetch.errors)")
    return fetch.output
  }

  /// What `seqctl show` knows of a job.
  func show(_ job: String) throws -> [String: Any] {
    let command = try seqctl("show", job, "--json")
    try #require(command.status == 0, "\(command.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any])
  }

  /// Writes a model package beside the daemon's folders.
  /// - Parameter period: after how many weights they repeat; another one gives another network.
  /// - Returns: its folder.
  func package(_ name: String = "small", period: Int = 17, cells: Int = 16) throws -> String {
    let path = folder.path + "/packages/\(name)-\(period)"
    try FileManager.default.createDirectory(
      atPath: folder.path + "/packages", withIntermediateDirectories: true)
    try Self.writeModel(to: path, name: name, period: period, cells: cells)
    return path
  }

  /// What `seqctl model list` knows, by name.
  func modelList() throws -> [String: [String: Any]] {
    let command = try seqctl("model", "list", "--json")
    try #require(command.status == 0, "\(command.errors)")
    let list = try JSONSerialization.jsonObject(with: Data(command.output)) as? [String: Any]
    let models = try #require(list?["models"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: models.map { ($0["name"] as? String ?? "", $0) })
  }

  /// The digest of the package that a job was accepted with.
  func modelDigest(of job: String) throws -> String? {
    try (show(job)["info"] as? [String: Any])?["modelDigest"] as? String
  }

  /// A network of six symbols with uneven weights.
  static func writeModel(
    to folder: String, task: String = "tally", name: String = "small", period: Int = 17, cells: Int = 16
  ) throws {
    let architecture = Architecture(
      input: .oneHot(symbols: 6), layers: [Architecture.Layer(cells: cells, peepholes: true)],
      head: .softmax(symbols: 6))
    var package = ModelPackage(
      description: ModelDescription(
        name: name, task: task, summary: "Six symbols.", architecture: architecture,
        alphabet: ["a", "b", "c", "d", "e", "f"], normalisation: nil),
      tensors: [:])
    for parameter in architecture.parameters {
      package.tensors[parameter.name] = (0..<parameter.count).map { Float($0 % period) / Float(period) - 0.47 }
    }
    try write(package, to: folder)
  }

  /// Writes a model package with the digest of its weights.
  static func write(_ package: ModelPackage, to folder: String) throws {
    var package = package
    let digest = SHA256.hash(data: try package.weightsBytes())
    package.description.weightsDigest = digest.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    try package.write(to: folder)
  }
}
