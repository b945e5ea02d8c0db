import FoundationEssentials
import Ink
import Networks
import PluginAPI
import Synchronization

/// The hands that come with a model: `styles.json` of its package.
struct StyleSheet: Decodable, Sendable {
  static let fileName = "styles.json"

  struct Style: Decodable, Sendable {
    var name: String
    var text: String
    /// Normalised (Δx, Δy, pen-up), T × 3.
    var offsets: [[Float]]
    /// One line that says how the hand looks.
    var summary: String?
    /// Degrees by which it leans further right than the ink.
    var slant: Double?
    /// Width of letters, 1 as drawn.
    var width: Double?
    /// Height of ascenders and depth of descenders, 1 as drawn.
    var extenders: Double?
    /// Additional room between letters, in x-heights.
    var letterSpacing: Double?
    /// Size of small letters, 1 for the usual.
    var size: Double?
    /// Bias that suits the hand.
    var bias: Double?

    var traits: Hand.Traits {
      Hand.Traits(
        manner: Manner(
          slant: slant ?? 0, width: width ?? 1, extenders: extenders ?? 1, letterSpacing: letterSpacing ?? 0),
        bias: bias, size: size ?? 1)
    }

    /// Whether everything is within what can be drawn.
    var isSound: Bool {
      !offsets.isEmpty && offsets.allSatisfy { $0.count == 3 && $0.allSatisfy(\.isFinite) } && !text.isEmpty
        && (-30...45).contains(slant ?? 0) && (0.3...3).contains(width ?? 1) && (0.3...3).contains(extenders ?? 1)
        && (-0.3...2).contains(letterSpacing ?? 0) && (0.3...3).contains(size ?? 1) && (0...10).contains(bias ?? 0)
    }
  }

  /// The style of requests that name none; nil writes unprimed.
  var `default`: String?
  var styles: [Style]

  /// Styles that were read last, by package digest: an item should not have to read them again.
  private static let known = Mutex<[(digest: String, sheet: StyleSheet)]>([])
  private static let knownLimit = 8

  /// The model's styles, from memory where they have been read before.
  static func of(_ model: PluginModel) throws(RequestError) -> StyleSheet {
    if let sheet = known.withLock({ known in known.first { $0.digest == model.digest }?.sheet }) { return sheet }
    let sheet = try StyleSheet(model)
    known.withLock { known in
      known.insert((model.digest, sheet), at: 0)
      if known.count > knownLimit { known.removeLast() }
    }
    return sheet
  }

  /// Reads the model's styles; a model without the file has none.
  private init(_ model: PluginModel) throws(RequestError) {
    guard let bytes = model.resources[Self.fileName] else {
      styles = []
      return
    }
    do {
      self = try JSONDecoder().decode(StyleSheet.self, from: Data(bytes))
    } catch {
      throw RequestError(
        "The styles of the model '\(model.description.name)' cannot be read (\(Self.fileName)): \(error).")
    }
  }

  /// The hand of a name, or of the default; nil for `none` and where there is no default.
  func hand(
    named name: String?, model: PluginModel, alphabet: Alphabet
  ) throws(RequestError) -> HandChoice.Chosen {
    guard let name = name ?? self.default, name != "none" else { return (nil, Hand.Traits(), "none") }
    guard let style = styles.first(where: { $0.name == name }) else {
      let known = (styles.map(\.name) + ["none"]).joined(separator: ", ")
      throw RequestError("The model '\(model.description.name)' has no style '\(name)'; choose one of \(known).")
    }
    guard style.isSound, style.text.allSatisfy(alphabet.contains) else {
      throw RequestError(
        "The style '\(name)' of the model '\(model.description.name)' is damaged; choose another or none.")
    }
    let offsets = style.offsets.map { PenOffset(dx: $0[0], dy: $0[1], penUp: $0[2] > 0.5) }
    return (Hand(text: style.text, offsets: offsets), style.traits, name)
  }
}
