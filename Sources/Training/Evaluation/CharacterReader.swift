import Generation
import Networks

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
  func written(
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
    let ink = zip(writings, carriers).map { writing, carrier in
      // The first point has no way to it: it is where the pen begins.
      let offsets: [Float] = writing.sampler.points.dropFirst().flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }
      return CharacterCarriers.Ink(carrier: carrier, offsets: offsets)
    }
    return (visited, try await mistaken(ink, [character] + rivals))
  }

  private func write(_ texts: [String], seeds: [UInt64], attempt: UInt32) async throws -> [Writing] {
    try await writer.write(texts, seeds: seeds, bias: bias, style: style, attempt: attempt)
  }

  /// What the network reads where that is not the first of the candidates.
  func mistaken(_ ink: [CharacterCarriers.Ink], _ candidates: [Character]) async throws -> [Character] {
    let alphabet = InkAlphabet(symbols: writer.model.description.alphabet)
    let (engine, model) = (writer.engine, writer.model)
    return try await withThrowingTaskGroup(of: (Int, Int, Double).self) { group in
      for (line, ink) in ink.enumerated() where !ink.offsets.isEmpty {
        for (number, candidate) in candidates.enumerated() {
          group.addTask { [smallestDeviation] in
            let finished = try await engine.generate(
              SequenceRequest(
                text: alphabet.indices(of: ink.carrier.with(candidate)), seed: 0,
                sampler: ScoringSampler(offsets: ink.offsets, smallestDeviation: smallestDeviation),
                maximumSteps: ink.offsets.count / 3),
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
