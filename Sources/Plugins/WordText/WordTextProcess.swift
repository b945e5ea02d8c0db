import Generation
import Networks
import PluginAPI

/// One passage on its way: a single sequence, then the artifact.
struct WordTextProcess: ItemProcess {
  let passage: Passage

  /// The last symbol of the lead-in already gives the first word.
  var estimatedSteps: Int { max(passage.leadIn.count, 1) + passage.length - 1 }

  func preview(_ growing: [any Sampler]) -> Preview? {
    guard let sampler = growing.first as? CategoricalSampler else { return nil }
    return .text(passage.primeSymbols + sampler.symbols) { text(of: Array($0)) }
  }

  private func text(of symbols: [Int]) -> String {
    let words = passage.vocabulary.words(of: symbols)
    return passage.detokenises ? Detokeniser.text(of: words) : Detokeniser.plain(words)
  }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: passage.leadIn.map(Float.init), seed: passage.seed,
          sampler: passage.sampling.sampler(length: passage.length, unknown: passage.vocabulary.unknown),
          maximumSteps: estimatedSteps)
      ])
    }
    guard sequence.reason != .nonFinite, let sampler = sequence.sampler as? CategoricalSampler else {
      throw RequestError(
        "The model '\(passage.model.description.name)' gave numbers that are not finite; its weights are damaged")
    }
    return .done(
      try PassageFile.artifact(of: passage, text: text(of: passage.primeSymbols + sampler.symbols)), remarks: [])
  }
}
