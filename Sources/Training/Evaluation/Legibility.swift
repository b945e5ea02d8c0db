import Generation
public import Networks

/// Whether a model writes what it was given: every character visited by the window, the line ended by the window.
public struct Legibility: Codable, Sendable {
  public struct Failure: Codable, Sendable {
    public var seed: UInt64
    /// Characters of the sentence that the window never pointed at, and how many it has.
    public var skipped: Int
    public var characters: Int
    public var endedByWindow: Bool
  }

  public var sentences: Int
  /// Complete at the first attempt.
  public var complete: Int
  /// Complete within `attempts`, where a line that failed is drawn again as the plugin does.
  public var completeInTheEnd: Int
  public var attempts: Int
  public var bias: Double
  /// What failed at the first attempt.
  public var failures: [Failure]
  /// Pen points drawn a character, the mean.
  public var pointsPerCharacter: Double

  /// Writes sentences that nobody picked, each with its own number as seed, again where the first attempt failed.
  public init(
    of package: ModelPackage, sentences: [String], bias: Double, style: InkStyle?, threads: Int, attempts: Int = 4
  ) async throws {
    let writer = try Writer(package, threads: threads)
    let (written, last) = try await writer.writeWhole(
      sentences, seeds: sentences.indices.map { UInt64($0 + 1) }, bias: bias, style: style, attempts: attempts)
    writer.engine.stop()
    self.attempts = attempts
    completeInTheEnd = last.count { $0.isComplete }
    self.sentences = written.count
    self.bias = bias
    complete = written.count { $0.isComplete }
    failures = written.filter { !$0.isComplete }.map {
      Failure(
        seed: $0.seed, skipped: $0.sampler.visited.count { !$0 }, characters: $0.text.count,
        endedByWindow: $0.sampler.endedByWindow)
    }
    let characters = written.reduce(0) { $0 + $1.text.count }
    let points = written.reduce(0) { $0 + $1.sampler.points.count }
    pointsPerCharacter = Double(points) / Double(max(1, characters))
  }

  /// Sentences of 3 to 8 words from the validation transcriptions: every line of that length in the model's alphabet,
  /// shuffled by `seed`, the first `count`.
  public static func sentences(_ count: Int, from lines: [InkLine], alphabet: [String], seed: UInt64) -> [String] {
    let known = Set(alphabet.dropFirst().map { Character($0) })
    let fitting = lines.map(\.text).filter { text in
      (3...8).contains(text.split(separator: " ").count) && text.allSatisfy(known.contains)
    }
    var generator = SplitMix64(state: seed)
    return Array(fitting.shuffled(using: &generator).prefix(count))
  }
}
