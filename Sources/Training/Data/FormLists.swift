import FoundationEssentials

/// The official division of the forms: one file per set, one form per line.
struct FormLists {
  /// Forms by the list's name.
  private(set) var forms: [String: Set<String>] = [:]
  private var setOfForm: [String: String] = [:]

  /// - Throws: `InkDataError` for a list that is missing, empty or not text.
  init(folder: String) throws {
    for name in InkCorpus.trainingSets + [InkCorpus.validationSet] {
      let names = Set(try NameList.read("\(folder)/\(name).txt"))
      guard !names.isEmpty else { throw InkDataError("The form list \(folder)/\(name).txt names no form.") }
      forms[name] = names
      for form in names {
        guard setOfForm.updateValue(name, forKey: form) == nil else {
          throw InkDataError("The form \(form) is in more than one of the form lists in \(folder).")
        }
      }
    }
  }

  /// The name of the list that has a line's form, the id being `FORM-NN`; nil when none has.
  func set(ofLine id: String) -> String? { setOfForm[String(id.dropLast(3))] }
}

/// A text file of names, one a line.
public enum NameList {
  /// The names in a file: lines without white space around them; empty lines and those that begin with `#` say nothing.
  ///
  /// - Throws: `InkDataError` for a file that cannot be read.
  public static func read(_ path: String) throws -> [String] {
    guard let content = try? Data(contentsOf: URL(filePath: path)), let text = String(bytes: content, encoding: .utf8)
    else { throw InkDataError("The list \(path) cannot be read; check the path.") }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let name = line.split(whereSeparator: \.isWhitespace).first.map(String.init)
      return name?.hasPrefix("#") == true ? nil : name
    }
  }
}
