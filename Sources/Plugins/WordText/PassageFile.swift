import FoundationEssentials
import Networks
import PluginAPI

/// The artifact's bytes in each format.
enum PassageFile {
  /// - Parameter text: prime and continuation together.
  static func artifact(of passage: Passage, text: String) throws(RequestError) -> Artifact {
    if passage.format == "txt" {
      let ending = text.hasSuffix("\n") ? "" : "\n"
      return Artifact(bytes: Array((text + ending).utf8), format: "txt")
    }
    let record = Record(
      text: text, prime: passage.prime, length: passage.length, temperature: passage.sampling.temperature,
      topK: passage.sampling.topK, topP: passage.sampling.topP, allowUnknown: passage.sampling.allowsUnknown,
      detokenise: passage.detokenises, seed: passage.seed,
      model: passage.model.description.name,
      digest: passage.model.digest, receipt: passage.receipt)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Artifact(
        bytes: try Array(encoder.encode(record)) + [UInt8(ascii: "\n")], format: "json", holdsReceipt: true)
    } catch {
      throw RequestError("The text cannot be written as JSON: \(error)")
    }
  }

  private struct Record: Encodable {
    var text: String
    var prime: String
    var length: Int
    var temperature: Double
    var topK: Int
    var topP: Double
    var allowUnknown: Bool
    var detokenise: Bool
    var seed: UInt64
    var model: String
    var digest: String
    var receipt: Receipt?
  }
}
