import Generation
import Networks

/// Whether a model can read each character in what it wrote itself.
///
/// A character is written a number of times within words of the validation part, as the plugin does: primed with the
/// default style, again where the window did not visit all. Then the ink is scored, as `seqctl score` does, under its own
/// text and under texts that have another character in that place; the likeliest text is what the network reads.
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
    let characters = carriers.characters
    for (index, character) in characters.enumerated() {
      onProgress(index, characters.count)
      let entry = try await reader.entry(
        character, carriers.carriers(of: character, count: count), rivals: carriers.rivals(of: character))
      entries.append(
        Entry(
          character: String(character), examples: examples[character] ?? 0, written: count, visited: entry.visited,
          read: count - entry.mistaken.count, mistaken: Self.ranked(entry.mistaken),
          rivals: carriers.rivals(of: character).count))
    }
    onProgress(characters.count, characters.count)
  }

  /// Characters by how often they stand in a list, the most frequent first.
  private static func ranked(_ characters: [Character]) -> String {
    let counts = Dictionary(grouping: characters, by: \.self).mapValues(\.count)
    return String(characters.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) })
  }
}

/// Writes a character and reads it back.
struct CharacterReader: Sendable {
  let writer: Writer
  let bias: Double
  let style: InkStyle?
  let smallestDeviation: Double
  private let attempts: UInt32 = 4

  init(writer: Writer, bias: Double, style: InkStyle?, smallestDeviation: Double) {
    (self.writer, self.bias, self.style) = (writer, bias, style)
    self.smallestDeviation = smallestDeviation
  }

  /// How often the window visited the character at once, and what was read in its place where that is another.
  func entry(
    _ character: Character, _ carriers: [CharacterCarriers.Carrier], rivals: [Character]
  ) async throws -> (visited: Int, mistaken: [Character]) {
    var writings = try await write(carriers.map(\.text), seeds: carriers.indices.map { UInt64($0 + 1) }, attempt: 0)
    let visited = zip(writings, carriers).count { writing, carrier in
      writing.sampler.visited.indices.contains(carrier.place) && writing.sampler.visited[carrier.place]
    }
    for attempt in 1..<attempts {
      let failed = writings.indices.filter { !writings[$0].isComplete }
      guard !failed.isEmpty else { break }
      let again = try await write(
        failed.map { writings[$0].text }, seeds: failed.map { writings[$0].seed }, attempt: attempt)
      for (index, writing) in zip(failed, again) { writings[index] = writing }
    }
    return (visited, try await mistaken(writings, carriers, [character] + rivals))
  }

  private func write(_ texts: [String], seeds: [UInt64], attempt: UInt32) async throws -> [Writing] {
    try await writer.write(texts, seeds: seeds, bias: bias, style: style, attempt: attempt)
  }

  /// What the network reads where that is not the first of the candidates.
  private func mistaken(
    _ writings: [Writing], _ carriers: [CharacterCarriers.Carrier], _ candidates: [Character]
  ) async throws -> [Character] {
    let alphabet = InkAlphabet(symbols: writer.model.description.alphabet)
    let (engine, model) = (writer.engine, writer.model)
    return try await withThrowingTaskGroup(of: (Int, Int, Double).self) { group in
      for (line, (writing, carrier)) in zip(writings, carriers).enumerated() {
        // The first point has no way to it: it is where the pen begins.
        let offsets: [Float] = writing.sampler.points.dropFirst().flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }
        guard !offsets.isEmpty else { continue }
        for (number, candidate) in candidates.enumerated() {
          group.addTask { [smallestDeviation] in
            let finished = try await engine.generate(
              SequenceRequest(
                text: alphabet.indices(of: carrier.with(candidate)), seed: 0,
                sampler: ScoringSampler(offsets: offsets, smallestDeviation: smallestDeviation),
                maximumSteps: offsets.count / 3),
              with: model)
            return (line, number, (finished.sampler as? ScoringSampler)?.nats ?? .infinity)
          }
        }
      }
      var best: [Int: (number: Int, nats: Double)] = [:]
      for try await (line, number, nats) in group {
        let known = best[line]
        // Of equals the earlier candidate counts, in whatever order they come.
        if known.map({ nats < $0.nats || (nats == $0.nats && number < $0.number) }) ?? true {
          best[line] = (number, nats)
        }
      }
      return best.sorted { $0.key < $1.key }.compactMap { $0.value.number == 0 ? nil : candidates[$0.value.number] }
    }
  }
}
