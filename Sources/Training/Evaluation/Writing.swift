import Generation
import Networks

/// One line that a synthesis network wrote for measuring or for a style.
struct Writing: Sendable {
  var text: String
  var seed: UInt64
  var sampler: MixtureDensitySampler
  /// Steps taken, priming included.
  var steps: Int

  /// Every character was visited by the window, and the window ended the line.
  var isComplete: Bool { sampler.visitedAll && sampler.endedByWindow }
}

/// Writes lines with a model on an engine of its own.
struct Writer: Sendable {
  let model: LoadedModel
  let engine: Engine

  /// - Parameter threads: engine threads.
  init(_ package: ModelPackage, threads: Int) throws {
    model = try LoadedModel(package)
    engine = Engine(threads: threads)
  }

  /// Steps after which a line ends at the latest: twice what ink has for its characters, and then some.
  static func limit(characters: Int) -> Int { 400 + 80 * characters }

  /// Writes each text, again with other random numbers until all of it is written or the attempts are used up.
  /// - Returns: what came at the first attempt, and at the last.
  func writeWhole(
    _ texts: [String], seeds: [UInt64], bias: Double, style: InkStyle?, attempts: Int = 4
  ) async throws -> (first: [Writing], last: [Writing]) {
    let first = try await write(texts, seeds: seeds, bias: bias, style: style)
    var last = first
    for attempt in 1..<UInt32(max(1, attempts)) {
      let failed = last.indices.filter { !last[$0].isComplete }
      if failed.isEmpty { break }
      let again = try await write(
        failed.map { texts[$0] }, seeds: failed.map { seeds[$0] }, bias: bias, style: style, attempt: attempt)
      for (index, writing) in zip(failed, again) { last[index] = writing }
    }
    return (first, last)
  }

  /// Draws the ink of a style; nil where not the whole text is written.
  /// - Throws: `InvalidRequest` for a text that the model has no symbols for.
  func style(named name: String, text: String, seed: UInt64, bias: Double) async throws -> InkStyle? {
    try model.description.checkWritable(text, called: "the text of the style '\(name)'")
    let written = try await write([text], seeds: [seed], bias: bias, style: nil)[0]
    guard written.isComplete else { return nil }
    return InkStyle(
      name: name, text: text, offsets: written.sampler.points.map { [$0.dx, $0.dy, $0.penUp ? 1 : 0] })
  }

  /// Writes each text once; text and style stand in the model's alphabet.
  /// - Parameters:
  ///   - seeds: one for each text.
  ///   - attempt: from 0; each draws with other random numbers.
  func write(
    _ texts: [String], seeds: [UInt64], bias: Double, style: InkStyle?, attempt: UInt32 = 0
  ) async throws -> [Writing] {
    let alphabet = InkAlphabet(symbols: model.description.alphabet)
    let prefix = style.map { $0.text + " " } ?? ""
    let prime = style?.flatOffsets ?? []
    return try await withThrowingTaskGroup(of: (Int, Writing).self) { group in
      for (index, text) in texts.enumerated() {
        group.addTask { [engine, model] in
          var options = MixtureDensitySampler.Options()
          options.bias = bias
          options.firstCharacter = prefix.count
          let finished = try await engine.generate(
            SequenceRequest(
              text: alphabet.indices(of: prefix + text), prime: prime, seed: seeds[index], stream: attempt,
              sampler: MixtureDensitySampler(options),
              maximumSteps: prime.count / 3 + Self.limit(characters: text.count)),
            with: model)
          guard let sampler = finished.sampler as? MixtureDensitySampler else {
            preconditionFailure("the engine returned another sampler than it was given")
          }
          return (index, Writing(text: text, seed: seeds[index], sampler: sampler, steps: finished.steps))
        }
      }
      var result: [Writing?] = Array(repeating: nil, count: texts.count)
      for try await (index, writing) in group { result[index] = writing }
      return result.compactMap { $0 }
    }
  }
}

extension ModelDescription {
  /// Refuses a text that a model of handwriting has no symbols for.
  /// - Parameter what: the text, for the message.
  func checkWritable(_ text: String, called what: String) throws {
    let known = Set(alphabet.dropFirst())
    guard !text.isEmpty else { throw InvalidRequest("\(what) is empty; give it a few words") }
    if let stranger = text.first(where: { !known.contains(String($0)) }) {
      throw InvalidRequest(
        "\(what) has the character '\(stranger)', which is not in the model's alphabet; leave it out")
    }
  }
}
