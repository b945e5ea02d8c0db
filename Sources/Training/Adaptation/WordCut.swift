import Generation
import Ink
import Networks

/// Cuts a line between two of its words, where the model's window says that one ends and a pen lift parts them.
struct WordCut {
  let package: ModelPackage

  /// The most characters that lead a network into a hand; handwriting-synthesis takes as many.
  static let longestLead = 30

  /// The beginning of a line: as many words as `limit` holds; the line itself where that holds it; nil where no pen lift
  /// parts them.
  func beginning(of line: WriterLine, limit: Int = longestLead) async throws -> WriterLine? {
    if line.text.count <= limit { return line }
    let characters = Array(line.text)
    return try await cut(line, at: characters.indices.reversed().filter { $0 <= limit && $0 > 0 })?.0
  }

  /// The line in two, as near to its middle as a pen lift between words lets it be; nil where there is none.
  func halves(of line: WriterLine) async throws -> (WriterLine, WriterLine)? {
    let middle = line.text.count / 2
    return try await cut(line, at: (0..<line.text.count).sorted { abs($0 - middle) < abs($1 - middle) })
  }

  /// The line in two, at the first of some spaces where that can be done.
  private func cut(_ line: WriterLine, at places: [Int]) async throws -> (WriterLine, WriterLine)? {
    let characters = Array(line.text)
    let spaces = places.filter { characters[$0] == " " }
    guard !spaces.isEmpty else { return nil }
    let passage = Passage(
      characters: characters, drawing: line.drawing, characterPoints: try await points(of: line))
    let levelled = LevelledPassage(passage, denoising: 0)
    for space in spaces {
      guard let stroke = levelled.strokeAfterSpace(space) else { continue }
      let strokes = line.drawing.strokes
      let (first, second) = (InkDrawing(Array(strokes[..<stroke])), InkDrawing(Array(strokes[stroke...])))
      // A single point, a full stop say, has no offset to learn or to score.
      guard min(first.pointCount, second.pointCount) > 1 else { continue }
      return (
        WriterLine(text: String(characters[..<space]), drawing: first, place: line.place),
        WriterLine(text: String(characters[(space + 1)...]), drawing: second, place: line.place)
      )
    }
    return nil
  }

  /// For each character the points that were written while the window stood on it.
  private func points(of line: WriterLine) async throws -> [Range<Int>] {
    let description = package.description
    guard let normalisation = description.normalisation else { return [] }
    let sequence = line.sequence(InkAlphabet(symbols: description.alphabet), OffsetScale(normalisation))
    let engine = Engine(threads: 1)
    defer { engine.stop() }
    let finished = try await engine.generate(
      SequenceRequest(
        text: sequence.text, seed: 0, sampler: AligningSampler(offsets: sequence.offsets),
        maximumSteps: sequence.count),
      with: try LoadedModel(package))
    guard let sampler = finished.sampler as? AligningSampler, sampler.places.count == sequence.count else { return [] }
    // The first point has no offset; it belongs to the first character.
    let starts = (0...sequence.text.count).map { character in
      character == 0 ? 0 : 1 + (sampler.places.firstIndex { $0 >= character } ?? sequence.count)
    }
    return sequence.text.indices.map { starts[$0]..<max(starts[$0], starts[$0 + 1]) }
  }
}

/// Leads the network through ink and keeps where its window stood.
private struct AligningSampler: Sampler {
  private var scoring: ScoringSampler
  /// For each offset the character with the largest φ; the number of characters where that is past the end.
  private(set) var places: [Int] = []

  init(offsets: [Float]) { scoring = ScoringSampler(offsets: offsets, smallestDeviation: 0.01) }

  mutating func step(
    output: UnsafeBufferPointer<Float>, window: WindowState?, random: inout StepRandom,
    input: UnsafeMutableBufferPointer<Float>
  ) -> SamplerDecision {
    if let phi = window?.phi { places.append(phi.indices.max { phi[$0] < phi[$1] } ?? 0) }
    return scoring.step(output: output, window: window, random: &random, input: input)
  }
}
