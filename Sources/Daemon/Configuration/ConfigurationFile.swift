import TOMLFile
import TOMLKit

/// Reads the TOML configuration: every key known, of its type and within its range, or an error with line and key.
enum ConfigurationFile {
  /// - Parameter path: the file's name, for messages only.
  static func parse(_ content: String, path: String) throws(DaemonError) -> Overrides {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: content)
    } catch let error as TOMLParseError {
      throw DaemonError("\(path), line \(error.source.begin.line): \(error.description)")
    } catch {
      throw DaemonError("\(path): \(error)")
    }
    let reader = Reader(path: path, lines: KeyLines(content))
    var overrides = Overrides()
    try reader.read(table, section: "", into: &overrides)
    return overrides
  }

  private struct Reader {
    let path: String
    let lines: KeyLines

    func read(_ table: TOMLTable, section: String, into overrides: inout Overrides) throws(DaemonError) {
      for name in table.keys {
        guard let value = table[name] else { continue }
        let key = section.isEmpty ? name : "\(section).\(name)"
        if section == Setting.defaultModelsSection {
          overrides.defaultModels[name] = try text(value, key)
        } else if let setting = Setting.all.first(where: { $0.key == key }) {
          try apply(setting, value, to: &overrides)
        } else if let inner = value.table, isSection(key) {
          try read(inner, section: key, into: &overrides)
        } else {
          throw error(key, "is not a key of the configuration\(suggestion(key))")
        }
      }
    }

    private func apply(
      _ setting: Setting, _ value: any TOMLValueConvertible, to overrides: inout Overrides
    ) throws(DaemonError) {
      switch setting.rule {
      case .text(let assign): assign(&overrides, try text(value, setting.key))
      case .integer(let range, let assign):
        guard let number = value.int else { throw wrongType(setting.key, value, "an integer") }
        guard range.contains(number) else {
          throw error(setting.key, "is \(number), which is not within \(range.lowerBound) to \(range.upperBound)")
        }
        assign(&overrides, number)
      case .texts(let assign):
        guard let array = value.array else { throw wrongType(setting.key, value, "an array of strings") }
        var texts: [String] = []
        for element in array { texts.append(try text(element, setting.key)) }
        assign(&overrides, texts)
      }
    }

    private func text(_ value: any TOMLValueConvertible, _ key: String) throws(DaemonError) -> String {
      guard let text = value.string else { throw wrongType(key, value, "a string") }
      guard !text.isEmpty else { throw error(key, "is empty") }
      return text
    }

    private func isSection(_ key: String) -> Bool {
      key == Setting.defaultModelsSection || Setting.all.contains { $0.key.hasPrefix("\(key).") }
    }

    private func suggestion(_ key: String) -> String {
      let last = key.split(separator: ".").last ?? ""
      guard let near = Setting.all.first(where: { $0.key.split(separator: ".").last == last }) else {
        return "; the man page seqd.toml(5) lists them"
      }
      return "; did you mean \(near.key)?"
    }

    private func wrongType(_ key: String, _ value: any TOMLValueConvertible, _ wanted: String) -> DaemonError {
      error(key, "must be \(wanted), not \(value.type.phrase)")
    }

    private func error(_ key: String, _ what: String) -> DaemonError {
      let place = lines.line(of: key).map { ", line \($0)" } ?? ""
      return DaemonError("\(path)\(place): \(key) \(what)")
    }
  }
}
