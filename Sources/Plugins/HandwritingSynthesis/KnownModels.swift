import Networks
import PluginAPI
import Recognition
import Synchronization

/// What every request needs of its model, kept for the models that were asked for last: thousands of requests may be
/// checked in a second.
enum KnownModels {
  private struct Known {
    var digest: String
    var description: ModelDescription
    var alphabet: Alphabet
    /// Nil until it is asked for.
    var reader: InkReader?
    /// By the name that was asked for; nil for requests that name none.
    var hands: [String?: HandChoice.Chosen] = [:]

    func isOf(_ model: PluginModel) -> Bool { digest == model.digest && description == model.description }
  }

  private static let known = Mutex<[Known]>([])
  private static let limit = 8

  /// The model's alphabet.
  /// - Throws: for a model that does not write texts.
  static func alphabet(of model: PluginModel) throws(RequestError) -> Alphabet {
    if let alphabet = known.withLock({ known in known.first { $0.isOf(model) }?.alphabet }) {
      return alphabet
    }
    let alphabet = try Alphabet(model.description)
    known.withLock { known in
      known.insert(Known(digest: model.digest, description: model.description, alphabet: alphabet), at: 0)
      if known.count > limit { known.removeLast() }
    }
    return alphabet
  }

  /// What reads the model's writing; nil where its package has no reader.
  /// - Throws: for a reader that is damaged.
  static func reader(of model: PluginModel) throws(RequestError) -> InkReader? {
    guard let bytes = model.resources[InkReader.fileName] else { return nil }
    _ = try alphabet(of: model)
    if let reader = known.withLock({ known in known.first { $0.isOf(model) }?.reader }) { return reader }
    do {
      let reader = try InkReader(bytes)
      known.withLock { known in
        guard let index = known.firstIndex(where: { $0.isOf(model) }) else { return }
        known[index].reader = reader
      }
      return reader
    } catch {
      throw RequestError(
        "The reader of the model '\(model.description.name)' cannot be used: \(error); import the model again, or give "
          + "--proofread 0.")
    }
  }

  /// The hand of a style; see `StyleSheet.hand`.
  static func hand(named style: String?, of model: PluginModel) throws(RequestError) -> HandChoice.Chosen {
    let alphabet = try alphabet(of: model)
    if let hand = known.withLock({ known in known.first { $0.isOf(model) }?.hands[style] }) { return hand }
    let hand = try StyleSheet.of(model).hand(named: style, model: model, alphabet: alphabet)
    known.withLock { known in
      guard let index = known.firstIndex(where: { $0.isOf(model) }) else { return }
      known[index].hands[style] = hand
    }
    return hand
  }
}
