/// Where handwriting is read from, and how its alphabet is chosen.
public struct HandwritingData: Sendable {
  public var folder: String
  /// File that names lines to leave out.
  public var exclude: String?
  /// Folder that keeps the parsed data.
  public var cache: String?
  /// For learning to write a text: occurrences in an epoch below which lines with a character are dealt again.
  public var balance: Int?

  public init(folder: String, exclude: String? = nil, cache: String? = nil, balance: Int? = nil) {
    self.balance = balance
    self.folder = folder
    self.exclude = exclude
    self.cache = cache
  }

  /// Reads the corpus and says what was found.
  public func corpus(note: (String) -> Void) throws -> InkCorpus {
    let excluded = try exclude.map { Set(try NameList.read($0)) } ?? []
    let corpus = try InkCorpus.load(folder: folder, exclude: excluded, cache: cache)
    for sentence in corpus.report.sentences { note(sentence) }
    return corpus
  }

  /// The alphabet of a corpus: every character of the training lines, or the commonest `symbols`; `#`, which marks an
  /// unreadable word in the transcriptions, counts as unknown.
  /// - Throws: `InvalidRequest` when the lines have fewer characters.
  public static func alphabet(of corpus: InkCorpus, symbols: Int?) throws -> InkAlphabet {
    let texts = corpus.training.map { line in line.text.filter { $0 != "#" } }
    let all = InkAlphabet(of: texts)
    guard let symbols else { return all }
    let most = InkAlphabet.largest(for: texts)
    guard symbols <= most else {
      throw InvalidRequest("--symbols \(symbols) is more than the training lines have; give at most \(most), or all")
    }
    return InkAlphabet(size: symbols, commonestIn: texts)
  }
}

extension InkReport {
  /// The report in sentences for a person.
  var sentences: [String] {
    var list: [String] = []
    for (name, set) in sets.sorted(by: { $0.key < $1.key }) {
      list.append("\(name): \(set.forms) forms, \(set.lines) lines, \(set.points) points")
    }
    if !withoutTranscription.isEmpty {
      list.append("lines without a transcription, left out: \(withoutTranscription.joined(separator: ", "))")
    }
    if !excluded.isEmpty { list.append("lines excluded by name: \(excluded.joined(separator: ", "))") }
    if !unknownExclusions.isEmpty {
      list.append("excluded names that no line has: \(unknownExclusions.joined(separator: ", "))")
    }
    for file in unreadable { list.append("left out: \(file.file): \(file.reason)") }
    list.append(
      "readings interpolated: \(cleaning.interpolated), stray readings dropped: \(cleaning.dropped), strokes cut at "
        + "jumps: \(cleaning.cuts)")
    return list
  }
}
