import Networks
import PluginAPI
import Synchronization

/// Alphabets of the models that were asked for last: a request should not have to make its own.
enum KnownAlphabets {
  private static let known = Mutex<[(digest: String, alphabet: Alphabet)]>([])
  private static let limit = 8

  /// The model's alphabet.
  /// - Throws: for a model that does not write texts.
  static func of(_ model: PluginModel) throws(RequestError) -> Alphabet {
    if let alphabet = known.withLock({ known in known.first { $0.digest == model.digest }?.alphabet }) {
      return alphabet
    }
    let alphabet = try Alphabet(model.description)
    known.withLock { known in
      known.insert((model.digest, alphabet), at: 0)
      if known.count > limit { known.removeLast() }
    }
    return alphabet
  }
}
