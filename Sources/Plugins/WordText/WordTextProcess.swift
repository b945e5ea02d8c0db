import Generation
import Networks
import PluginAPI

/// One passage on its way: a single sequence, then the artifact.
struct WordTextProcess: ItemProcess {
  let passage: Passage

  /// The last symbol of the lead-in already gives the first word.
  var estimatedSteps: Int { max(passage.leadIn.count, 1) + passage.length - 1 }

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
    let words = passage.vocabulary.words(of: passage.primeSymbols + sampler.symbols)
    let text = passage.detokenises ? Detokeniser.text(of: words) : Detokeniser.plain(words)
    return .done(try PassageFile.artifact(of: passage, text: text), remarks: [])
  }
}
