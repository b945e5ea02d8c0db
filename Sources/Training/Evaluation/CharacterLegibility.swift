import Generation
import Networks

/// Whether a model can read each character in what it wrote itself, and in what people wrote.
///
/// A character is written a number of times within words of the validation part, as the plugin does: primed with the
/// default style, again where the window did not visit all. Then the ink is scored, as `seqctl score` does, under its own
/// text and under texts that have another character in that place; the likeliest text is what the network reads. Lines of
/// the validation part that have the character are read in the same way.
public struct CharacterLegibility: Codable, Sendable {
  public struct Entry: Codable, Sendable {
    public var character: String
    /// Lines and places of it in the training part.
    public var examples: Int
    /// How often it was written.
    public var written: Int
    /// How often the window visited it at the first attempt.
    public var visited: Int
    /// How often the given text was the likeliest.
    public var read: Int
    /// What was read instead, the most frequent first, each as often as it was.
    public var mistaken: String
    /// How many texts the given one was compared with.
    public var rivals: Int
    /// In how many lines of the validation part it was looked at, how often it was read there, and what was read instead.
    public var recorded: Int
    public var recordedRead: Int
    public var recordedMistaken: String
  }

  public var model: String
  public var weightsDigest: String
  public var bias: Double
  /// Name of the style; nil where the model has none.
  public var style: String?
  public var entries: [Entry]

  /// - Parameters:
  ///   - path: folder of the package.
  ///   - count: how often each character is written.
  ///   - onProgress: characters done and all.
  /// - Throws: `InvalidRequest` for a model that writes no texts, and what reading data and models throws.
  public init(
    path: String, data: HandwritingData, count: Int, bias: Double, smallestDeviation: Double, threads: Int,
    note: (String) -> Void, onProgress: (Int, Int) -> Void
  ) async throws {
    let scored = try ScoredModel(path: path)
    guard let package = scored.package, scored.architecture.window != nil else {
      throw InvalidRequest("\(path) is not a package of a model that writes texts; give one, e.g. Models/handwriting")
    }
    let corpus = try data.corpus(note: note)
    var examples: [Character: Int] = [:]
    for character in corpus.training.lazy.flatMap(\.text) { examples[character, default: 0] += 1 }
    let carriers = CharacterCarriers(words: corpus.validation.map(\.text), alphabet: scored.alphabet)
    let styles = try InkStyles(resources: package.resources)
    let style = styles.flatMap { $0[$0.default] }
    (model, weightsDigest) = (scored.name, scored.weightsDigest)
    (self.bias, self.style) = (bias, style?.name)
    let reader = CharacterReader(
      writer: try Writer(package, threads: threads), bias: bias, style: style, smallestDeviation: smallestDeviation)
    defer { reader.writer.engine.stop() }
    entries = []
    let lines = InkDataset(
      corpus, alphabet: InkAlphabet(symbols: scored.alphabet), normalisation: package.description.normalisation
    ).validation
    let characters = carriers.characters
    for (index, character) in characters.enumerated() {
      onProgress(index, characters.count)
      let rivals = carriers.rivals(of: character)
      let (visited, own) = try await reader.written(
        character, carriers.carriers(of: character, count: count), rivals: rivals)
      let recorded = carriers.recorded(character, in: lines, alphabet: scored.alphabet, count: count)
      let others = try await reader.read(recorded, [character] + rivals)
      entries.append(
        Entry(
          character: String(character), examples: examples[character] ?? 0, written: count, visited: visited,
          read: own.right, mistaken: Self.ranked(own.mistaken), rivals: rivals.count,
          recorded: recorded.count, recordedRead: others.right,
          recordedMistaken: Self.ranked(others.mistaken)))
    }
    onProgress(characters.count, characters.count)
  }

  /// Characters by how often they stand in a list, the most frequent first.
  private static func ranked(_ characters: [Character]) -> String {
    let counts = Dictionary(grouping: characters, by: \.self).mapValues(\.count)
    return String(characters.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) })
  }
}
