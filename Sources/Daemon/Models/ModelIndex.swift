import FoundationEssentials

/// What was decided about models and must survive a restart: the file `models.json` of the state folder.
struct ModelIndex: Codable, Sendable, Equatable {
  /// Version of the file's format that the code reads and writes.
  static let currentFormat = 1

  var format = currentFormat
  /// Package digests of the imported models by name.
  var imported: [String: String] = [:]
  /// For each folder of the configured model folder, the digest of the package that was last fit to be used.
  var live: [String: String] = [:]
  /// Names of the activated models by task.
  var activated: [String: String] = [:]

  init() {}

  /// Reads the file; what is not there yet is empty.
  /// - Throws: when the file is there but cannot be understood.
  init(path: String) throws(DaemonError) {
    guard FileSystem.exists(path) else { return }
    let bytes = try FileSystem.read(path)
    do {
      self = try JSONDecoder().decode(ModelIndex.self, from: Data(bytes))
    } catch {
      throw DaemonError("\(path) is damaged; remove it, activate the models again and import those that are gone")
    }
    guard format == Self.currentFormat else {
      throw DaemonError("\(path) was written by another seqd (format \(format)); install that version again")
    }
  }

  /// Puts the file in place, whole.
  func write(to path: String) throws(DaemonError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { throw DaemonError("\(path) cannot be written as JSON") }
    try FileSystem.replace(path, with: Array(data) + [UInt8(ascii: "\n")])
  }

  /// Every package that the index speaks of.
  var digests: Set<String> { Set(imported.values).union(live.values) }
}
