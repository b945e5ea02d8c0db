import FoundationEssentials

extension TextData {
  /// The text that a path holds, read as a task needs it.
  /// - Parameters:
  ///   - source: nil looks at the path: a file that is not enwik8 is a text of the user's own, a folder with enwik8 is the
  ///     Wikipedia text, any other is the Penn Treebank.
  ///   - unit: nil takes words for word-text, bytes for the Wikipedia text, else characters.
  /// - Throws: `InvalidRequest` when task and unit do not fit.
  public init(
    task: TrainableTask, path: String, source: Source?, unit: TextUnit?, split: WikipediaSplit
  ) throws {
    let source = source ?? Self.source(of: path)
    let natural: TextUnit = task == .wordText ? .word : source == .wikipedia ? .byte : .character
    let unit = unit ?? natural
    guard (unit == .word) == (task == .wordText) else {
      throw InvalidRequest(
        "--unit \(unit.rawValue) does not go with \(task.rawValue), whose symbols are "
          + (task == .wordText ? "words" : "characters or bytes"))
    }
    self.init(source: source, path: path, unit: unit, split: split)
  }

  private static func source(of path: String) -> Source {
    let leaf = path.split(separator: "/").last.map(String.init) ?? path
    if leaf.hasPrefix("enwik8") { return .wikipedia }
    if TextFiles.isFile(path) { return TextFiles.isTreebankArchive(leaf) ? .ptb : .file }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.contains { $0.hasPrefix("enwik8") } ? .wikipedia : .ptb
  }
}
