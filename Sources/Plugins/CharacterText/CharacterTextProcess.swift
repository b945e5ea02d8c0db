import Generation
import Networks
import PluginAPI

/// One passage on its way: a single sequence, then the artifact.
struct CharacterTextProcess: ItemProcess {
  let passage: Passage

  /// The last symbol of the lead-in already gives the first character.
  var estimatedSteps: Int { max(passage.leadIn.count, 1) + passage.length - 1 }

  func preview(_ growing: [any Sampler]) -> Preview? {
    guard let sampler = growing.first as? CategoricalSampler else { return nil }
    return .text(after: passage.prime, sampler.symbols) { passage.alphabet.text(of: Array($0)) }
  }

  mutating func advance(_ finished: [FinishedSequence]) throws(RequestError) -> Stage {
    guard let sequence = finished.first else {
      return .generate([
        SequenceRequest(
          prime: passage.leadIn.map(Float.init), seed: passage.seed,
          sampler: passage.sampling.sampler(length: passage.length, unknown: passage.alphabet.unknown),
          maximumSteps: estimatedSteps)
      ])
    }
    guard sequence.reason != .nonFinite, let sampler = sequence.sampler as? CategoricalSampler else {
      throw RequestError(
        "The model '\(passage.model.description.name)' gave numbers that are not finite; its weights are damaged")
    }
    let written = passage.alphabet.text(of: sampler.symbols)
    return .done(try PassageFile.artifact(of: passage, written: written), remarks: passage.remarks)
  }
}
