import Generation
import Networks

/// Writes a character and reads it back.
struct CharacterReader: Sendable {
  let writer: Writer
  let bias: Double
  let style: InkStyle?
  let smallestDeviation: Double

  init(writer: Writer, bias: Double, style: InkStyle?, smallestDeviation: Double) {
    (self.writer, self.bias, self.style) = (writer, bias, style)
    self.smallestDeviation = smallestDeviation
  }

  /// What was read in the place of a character.
  struct Reading: Sendable, Equatable {
    /// How often it was the character itself.
    var right = 0
    /// What it was where it was another.
    var mistaken: [Character] = []
  }

  /// How often the window visited the character at once, and what was read in its place.
  func written(
    _ character: Character, _ carriers: [CharacterCarriers.Carrier], rivals: [Character]
  ) async throws -> (visited: Int, reading: Reading) {
    let (first, writings) = try await writer.writeWhole(
      carriers.map(\.text), seeds: carriers.indices.map { UInt64($0 + 1) }, bias: bias, style: style)
    let visited = zip(first, carriers).count { writing, carrier in
      writing.sampler.visited.indices.contains(carrier.place) && writing.sampler.visited[carrier.place]
    }
    let ink = zip(writings, carriers).map { writing, carrier in
      // The first point has no way to it: it is where the pen begins.
      let offsets: [Float] = writing.sampler.points.dropFirst().flatMap { [$0.dx, $0.dy, $0.penUp ? 1 : 0] }
      return CharacterCarriers.Ink(carrier: carrier, offsets: offsets)
    }
    return (visited, try await read(ink, [character] + rivals))
  }

  /// What the network reads, of candidates of which the first is right; nothing where there is no ink.
  func read(_ ink: [CharacterCarriers.Ink], _ candidates: [Character]) async throws -> Reading {
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
      let numbers = best.sorted { $0.key < $1.key }.map(\.value.number)
      return Reading(
        right: numbers.count { $0 == 0 }, mistaken: numbers.filter { $0 > 0 }.map { candidates[$0] })
    }
  }
}
