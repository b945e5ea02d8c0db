import FoundationEssentials
import Synchronization

/// The keys that are let in over the network: the file `keys.json` of the state folder.
final class ClientKeys: Sendable {
  struct Entry: Codable, Sendable, Equatable {
    /// The public key in Z85.
    var key: String
    /// The user that it stands for.
    var name: String
    var isOperator: Bool
    /// Seconds since 1970.
    var added: Double
  }

  private struct File: Codable {
    static let currentFormat = 1

    var format = currentFormat
    var keys: [Entry] = []
  }

  private let path: String
  private let entries: Mutex<[String: Entry]>

  /// Reads the file; what is not there yet is empty.
  /// - Throws: when the file is there but cannot be understood: nobody is let in by mistake.
  init(path: String) throws(DaemonError) {
    self.path = path
    var file = File()
    if FileSystem.exists(path) {
      let bytes = try FileSystem.read(path)
      do {
        file = try JSONDecoder().decode(File.self, from: Data(bytes))
      } catch {
        throw DaemonError("\(path) is damaged; remove it and authorize the keys again")
      }
      guard file.format == File.currentFormat else {
        throw DaemonError("\(path) was written by another seqd (format \(file.format)); install that version again")
      }
    }
    entries = Mutex(Dictionary(file.keys.map { ($0.key, $0) }) { $1 })
  }

  subscript(key: String) -> Entry? { entries.withLock { $0[key] } }

  /// In order of names.
  var all: [Entry] { entries.withLock { Self.sorted($0) } }

  /// Lets a key in, and says so on the disk first.
  /// - Returns: what it stood for until now.
  @discardableResult
  func add(_ entry: Entry) throws(DaemonError) -> Entry? {
    try change { $0.updateValue(entry, forKey: entry.key) }
  }

  /// Lets a key, or all keys of a name, in no more.
  /// - Returns: those that were.
  func remove(_ keyOrName: String) throws(DaemonError) -> [Entry] {
    let gone = all.filter { $0.key == keyOrName || $0.name == keyOrName }
    try change { keys in
      for entry in gone { keys[entry.key] = nil }
    }
    return gone
  }

  private func change<Value: Sendable>(_ body: (inout [String: Entry]) -> Value) throws(DaemonError) -> Value {
    let result = entries.withLock { entries in
      Result { () throws(DaemonError) in
        var changed = entries
        let value = body(&changed)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(File(keys: Self.sorted(changed))) else {
          throw DaemonError("\(path) cannot be written as JSON")
        }
        try FileSystem.replace(path, with: Array(data) + [UInt8(ascii: "\n")])
        entries = changed
        return value
      }
    }
    return try result.get()
  }

  private static func sorted(_ entries: [String: Entry]) -> [Entry] {
    entries.values.sorted { ($0.name, $0.key) < ($1.name, $1.key) }
  }
}
