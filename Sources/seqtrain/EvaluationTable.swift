import Training

/// An evaluation as a person reads it.
struct EvaluationTable {
  let text: String

  init(_ result: TextEvaluation) {
    let byWord = result.unit == "word"
    let head =
      ["part", ""] + (byWord ? ["bits/word"] : []) + ["bits/character", "bits/byte", "perplexity", "wrong %"]
      + ["\(result.unit)s"]
    let rows = result.parts.map { part in
      [part.part, part.dynamic ? "dynamic" : "static"] + (byWord ? [fixed(part.bitsPerUnit, 4)] : []) + [
        fixed(part.bitsPerCharacter, 4), fixed(part.bitsPerByte, 4), fixed(part.perplexity, 1),
        fixed(part.errorPercent, 1), grouped(part.units),
      ]
    }
    var lines = [
      Self.title(result.model, result.weightsDigest, result.weights),
      "corpus  \(result.corpus), \(grouped(result.symbols)) symbols, by \(result.unit)", "",
    ]
    lines += TextColumns.lines([head] + rows, leading: 2)
    for part in result.parts where part.spelling > 0 && !part.dynamic {
      lines.append(
        "\(part.part): \(fixed(part.spelling / 0.693147, 0)) of the bits spell characters outside the alphabet")
    }
    lines += Self.precisions(result.precisions)
    text = lines.joined(separator: "\n") + "\n"
  }

  init(_ result: InkEvaluation) {
    var lines = [
      Self.title(result.model, result.weightsDigest, result.weights),
      "validation lines  \(grouped(result.lines)), \(fixed(result.pointsPerLine, 1)) points each",
      "log-loss          \(fixed(result.natsPerLine, 1)) nats/line, "
        + "\(fixed(result.natsPerPoint, 4)) nats/point  (σ ≥ \(result.smallestDeviation))",
      "SSE               \(fixed(result.squaredError, 3)) per point",
    ]
    lines += Self.precisions(result.precisions)
    for (name, value) in [("unprimed", result.legibility), ("default style", result.primedLegibility)] {
      guard let value else { continue }
      lines.append(
        "legibility        \(value.complete) of \(value.sentences) sentences complete at the first attempt, "
          + "\(value.completeInTheEnd) within \(value.attempts), \(name), bias \(value.bias), "
          + "\(fixed(value.pointsPerCharacter, 1)) points a character")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  init(_ result: CharacterLegibility) {
    var lines = [
      "model   \(result.model)  (digest \(result.weightsDigest.prefix(12))), style \(result.style ?? "none"), "
        + "bias \(result.bias)", "",
      "character  examples  visited  read    of  people's, read    of  rivals  taken for / in people's lines",
    ]
    func column(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: " ", count: max(0, width - digits.count)) + digits
    }
    for entry in result.entries.sorted(by: { ($0.examples, $0.character) < ($1.examples, $1.character) }) {
      let cells =
        entry.character + column(entry.examples, 18) + column(entry.visited, 9) + column(entry.read, 6)
        + column(entry.written, 6) + column(entry.recordedRead, 16) + column(entry.recorded, 6)
        + column(entry.rivals, 8)
      let isMistaken = !entry.mistaken.isEmpty || !entry.recordedMistaken.isEmpty
      lines.append(cells + (isMistaken ? "  \(entry.mistaken) / \(entry.recordedMistaken)" : ""))
    }
    let (read, written) = result.entries.reduce((0, 0)) { ($0.0 + $1.read, $0.1 + $1.written) }
    lines.append("all \(result.entries.count): \(read) of \(written) read as they were given")
    text = lines.joined(separator: "\n") + "\n"
  }

  static func precisions(_ scores: [PrecisionScore]) -> [String] {
    scores.map { score in
      let sign = score.excess < 0 ? "−" : "+"
      return "engine, \(score.precision), \(score.part): \(fixed(score.natsPerUnit, 5)) nats each"
        + (score.precision == "fp32" ? "" : ", \(sign)\(fixed(100 * score.excess.magnitude, 3)) %")
    }
  }

  private static func title(_ name: String, _ digest: String, _ weights: Int) -> String {
    "model   \(name), \(grouped(weights)) weights" + (digest.isEmpty ? "" : "  (digest \(digest.prefix(12)))")
  }
}
