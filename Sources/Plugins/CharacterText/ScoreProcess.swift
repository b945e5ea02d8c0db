import Generation
import Networks
import PluginAPI

/// A checked request to score: the text in symbols.
struct ScoredText: Sendable {
  /// Of one item; the daemon's own limit is usually smaller.
  static let textLimit = 1_000_000

  let text: String
  let encoded: Alphabet.Encoded
  /// What the text starts after, so that its first character has a probability too.
  let opening: [Int]
  let alphabet: Alphabet
  let model: PluginModel

  init(_ request: ItemRequest, model: PluginModel) throws(RequestError) {
    alphabet = try Alphabet(ofTextModel: model)
    text = request.text
    encoded = try alphabet.encode(text, source: "text")
    guard (1...Self.textLimit).contains(encoded.symbols.count) else {
      throw RequestError("The text has \(encoded.symbols.count) characters; 1 to \(Self.textLimit) can be scored")
    }
    opening = alphabet.opening
    self.model = model
  }
}

/// A text on its way to its score: a single sequence, then the report.
struct ScoreProcess: ItemProcess {
  let text: ScoredText

  var estimatedSteps: Int { text.encoded.symbols.count }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: text.opening.map(Float.init), seed: 0, sampler: ScoringSampler(symbols: text.encoded.symbols),
          maximumSteps: estimatedSteps)
      ])
    }
    guard sequence.reason != .nonFinite, let sampler = sequence.sampler as? ScoringSampler else {
      throw RequestError(
        "The model '\(text.model.description.name)' gave numbers that are not finite; its weights are damaged")
    }
    // `<unk>` says that a character is strange, but not which: that costs as much as a choice among all of them.
    let spelling =
      Double(text.encoded.unknownSymbols) * ScoringSampler.nats(ofOneIn: text.alphabet.strangers)
    let report = ScoreReport(
      task: "character-text", model: text.model,
      sums: [
        "nats": sampler.nats + spelling, "spelling": spelling, "characters": Double(text.text.unicodeScalars.count),
        "bytes": Double(text.text.utf8.count), "unknown": Double(text.encoded.unknown),
      ],
      ratios: [
        .init("bitsPerCharacter", title: "bits/character", .bits, of: "nats", per: "characters"),
        .init("bitsPerByte", title: "bits/byte", .bits, of: "nats", per: "bytes"),
      ], settings: ["startsAfter": .string(text.alphabet.text(of: text.opening))])
    return .done(try report.artifact(), remarks: text.encoded.remark.map { [$0] } ?? [])
  }
}
