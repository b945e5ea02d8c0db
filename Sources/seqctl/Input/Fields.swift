import FoundationEssentials
import Wire

/// Texts by name, as a parameter of the kind `fields` has them.
enum Fields {
  /// A JSON object; equal fields give equal text.
  static func json(_ fields: [String: String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(fields) else { preconditionFailure("texts can be encoded") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// From `NAME=TEXT` on the command line, each name once.
  static func read(_ arguments: [String], of option: String) throws(Failure) -> [String: String] {
    var fields: [String: String] = [:]
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        throw Failure(
          .invalid, "--\(option) is '\(Terminal.plain(argument))', but must be NAME=TEXT",
          advice: "for instance --\(option) name=Anna", code: "usage")
      }
      let name = String(argument[..<equals])
      guard fields[name] == nil else {
        throw Failure(.invalid, "--\(option) \(Terminal.plain(name)) is given twice", code: "usage")
      }
      fields[name] = String(argument[argument.index(after: equals)...])
    }
    return fields
  }

  /// A row's fields with those of the command line, which the row's own come before.
  static func merged(_ row: WireValue?, over common: [String: String]) -> WireValue? {
    guard case .string(let json)? = row,
      let own = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    else { return common.isEmpty ? nil : .string(Self.json(common)) }
    return .string(Self.json(common.merging(own) { $1 }))
  }
}
