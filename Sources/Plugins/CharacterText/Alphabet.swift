import Networks
import PluginAPI

/// Characters and the symbols of a model: one Unicode scalar, one symbol.
struct Alphabet {
  private let symbols: [String]
  private let indices: [Unicode.Scalar: Int]

  /// - Throws: a sentence when the model does not work by character.
  init(_ model: ModelDescription) throws(RequestError) {
    symbols = model.alphabet
    var indices: [Unicode.Scalar: Int] = [:]
    for (index, symbol) in model.alphabet.enumerated() {
      guard let scalar = symbol.unicodeScalars.first, symbol.unicodeScalars.count == 1 else {
        throw RequestError(
          "The model '\(model.name)' has the symbol '\(symbol)', which is not one character; "
            + "choose a model that writes character by character")
      }
      indices[scalar] = index
    }
    self.indices = indices
  }

  /// Indices of the text's characters.
  /// - Throws: a sentence that names the characters without a symbol, and where they stand, counted from 1.
  func indices(of text: String) throws(RequestError) -> [Int] {
    var found: [Int] = []
    var strangers: [Unicode.Scalar: [Int]] = [:]
    for (position, scalar) in text.unicodeScalars.enumerated() {
      if let index = indices[scalar] {
        found.append(index)
      } else {
        strangers[scalar, default: []].append(position + 1)
      }
    }
    guard strangers.isEmpty else { throw Self.refusal(strangers) }
    return found
  }

  /// The text that the symbols spell.
  func text(of indices: [Int]) -> String { indices.map { symbols[$0] }.joined() }

  /// What a text starts after when the user gives no beginning: the character between two passages of the corpus, or
  /// nothing where the model has neither a line break nor a blank.
  var opening: [Int] {
    for scalar in ["\n", " "] as [Unicode.Scalar] {
      if let index = indices[scalar] { return [index] }
    }
    return []
  }

  private static func refusal(_ strangers: [Unicode.Scalar: [Int]]) -> RequestError {
    let named = strangers.sorted { $0.value[0] < $1.value[0] }
    let list = named.prefix(10).map { scalar, positions in
      let shown = positions.prefix(5).map(String.init).joined(separator: ", ")
      return "\(name(of: scalar)) at \(shown)\(positions.count > 5 ? " …" : "")"
    }
    let rest = named.count > list.count ? " and \(named.count - list.count) more" : ""
    return RequestError(
      "The prime has characters that the model does not know: \(list.joined(separator: "; "))\(rest); "
        + "leave them out or choose another model")
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    return scalar.properties.isWhitespace || scalar.value < 32 ? code : "'\(scalar)' (\(code))"
  }
}
