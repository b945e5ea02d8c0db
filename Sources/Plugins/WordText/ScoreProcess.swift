import Generation
import Networks
import PluginAPI

/// A checked request to score: the text in symbols.
struct ScoredText: Sendable {
  /// Of one item; the daemon's own limit is usually smaller.
  static let wordLimit = 1_000_000

  let lines: Vocabulary.Lines
  let vocabulary: Vocabulary
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    vocabulary = try Vocabulary(ofTextModel: model)
    lines = try vocabulary.lines(of: request.text)
    guard (1...Self.wordLimit).contains(lines.symbols.count) else {
      throw RequestError("The text has \(lines.symbols.count) words; 1 to \(Self.wordLimit) can be scored")
    }
    self.model = model
  }
}

/// A text on its way to its score: a single sequence, then the report.
struct ScoreProcess: ItemProcess {
  let text: ScoredText

  var estimatedSteps: Int { text.lines.symbols.count }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: text.vocabulary.opening.map(Float.init), seed: 0,
          sampler: ScoringSampler(symbols: text.lines.symbols), maximumSteps: estimatedSteps)
      ])
    }
    guard sequence.reason != .nonFinite, let sampler = sequence.sampler as? ScoringSampler else {
      throw RequestError(
        "The model '\(text.model.description.name)' gave numbers that are not finite; its weights are damaged")
    }
    let report = ScoreReport(
      task: "word-text", model: text.model,
      sums: [
        "nats": sampler.nats, "words": Double(text.lines.symbols.count), "lineEnds": Double(text.lines.ends),
        "characters": Double(text.lines.characters), "unknown": Double(text.lines.unknown),
      ],
      ratios: [
        .init("perplexity", title: "perplexity", .perplexity, of: "nats", per: "words"),
        .init("bitsPerWord", title: "bits/word", .bits, of: "nats", per: "words"),
        .init("bitsPerCharacter", title: "bits/character", .bits, of: "nats", per: "characters"),
      ],
      settings: ["startsAfter": .string(text.vocabulary.words(of: text.vocabulary.opening).joined())])
    return .done(try report.artifact(), remarks: text.lines.remark.map { [$0] } ?? [])
  }
}
