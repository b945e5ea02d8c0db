import PluginAPI
import Wire

/// Whether a plugin's description of its task makes sense, so that requests can be checked by it.
enum DescriptorCheck {
  /// What is wrong with it; nil when nothing is.
  static func fault(in descriptor: TaskDescriptor) -> String? {
    for name in [descriptor.name] + descriptor.aliases where !isName(name) {
      return "its name '\(name)' is not lower-case words with dashes"
    }
    guard !descriptor.formats.isEmpty else { return "it has no format" }
    for format in descriptor.formats
    where format.split(separator: ".", omittingEmptySubsequences: false).contains(where: { !isName(String($0)) }) {
      return "its format '\(format)' is not lower-case letters and digits, with dots between at most"
    }
    return fault(in: descriptor.parameters) ?? descriptor.score.flatMap { fault(in: $0) }
  }

  /// A request to score must hold something to score: a text, or the content of a file.
  private static func fault(in score: ScoreDescriptor) -> String? {
    if let fault = fault(in: score.parameters) { return "of what it scores, \(fault)" }
    guard let input = score.input else {
      return score.text == .required ? nil : "it scores neither a text nor a parameter"
    }
    guard score.parameters.contains(where: { $0.name == input && $0.kind == .file }) else {
      return "it scores '\(input)', which is no parameter of the kind file"
    }
    return nil
  }

  private static func fault(in parameters: [ParameterDescriptor]) -> String? {
    var seen: Set<String> = []
    for parameter in parameters {
      guard isName(parameter.name) else {
        return "its parameter '\(parameter.name)' is not lower-case words with dashes"
      }
      guard !ReservedNames.all.contains(parameter.name) else {
        return "its parameter '\(parameter.name)' has a name that means the same for every task"
      }
      guard seen.insert(parameter.name).inserted else { return "it has the parameter \(parameter.name) twice" }
      if let value = parameter.defaultValue {
        do {
          _ = try ParameterCheck.checked(value, by: parameter)
        } catch {
          return "its default does not pass its own check: \(error.message)"
        }
      }
    }
    return nil
  }

  /// Names become options of the command line and parts of file names, so nothing else may stand in them.
  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "-"), name.utf8.count <= 64 else { return false }
    return name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-")
    }
  }
}
