import Ink
import Networks
import PluginAPI

/// The characters that a model knows, and those that are drawn with their help.
struct Alphabet: Sendable {
  private let indices: [Character: Int]
  private let modelName: String
  /// How characters come to paper.
  let signs: SignBook

  /// - Throws: for a model that does not write texts.
  init(_ description: ModelDescription) throws(RequestError) {
    guard case .ink = description.architecture.input, let window = description.architecture.window,
      case .mixtureDensity = description.architecture.head, description.normalisation != nil,
      description.alphabet.count == window.symbols
    else {
      throw RequestError(
        "The model '\(description.name)' cannot write texts: it needs ink as input, a window as wide as its alphabet "
          + "and a mixture-density head; choose a handwriting-synthesis model.")
    }
    modelName = description.name
    var indices: [Character: Int] = [:]
    // Index 0 stands for whatever is not in the alphabet: nothing can be written with it.
    for (index, symbol) in description.alphabet.enumerated().dropFirst() where symbol.count == 1 {
      indices[Character(symbol)] = index
    }
    self.indices = indices
    signs = SignBook(alphabet: Set(indices.keys))
  }

  /// Whether the model itself knows a character.
  func contains(_ character: Character) -> Bool { indices[character] != nil }

  /// Whether a character can be written: by the model, or drawn.
  func canWrite(_ character: Character) -> Bool { signs.form(of: character) != nil }

  /// Indices of a text whose characters are all in the alphabet; others are left out.
  func indices(of text: String) -> [Int] { text.compactMap { indices[$0] } }

  /// Names the characters of a text that the model does not know and where they stand.
  ///
  /// - Parameters:
  ///   - text: as the user gave it; line breaks are allowed.
  ///   - source: what the text is, for the message: "The text", "The prime's text".
  ///   - advice: whether substitution was not asked for and can still be advised.
  func check(_ text: String, source: String, advice: Bool) throws(RequestError) {
    var line = 1
    var column = 1
    var found: [(character: Character, place: String)] = []
    var count = 0
    for character in text {
      defer { column += 1 }
      if character.isNewline {
        line += 1
        column = 0
      } else if !contains(character) {
        count += 1
        if found.count < 8 { found.append((character, "line \(line), column \(column)")) }
      }
    }
    guard count > 0 else { return }
    let list = found.map { "\(Self.name($0.character)) (\($0.place))" }.joined(separator: ", ")
    let rest = count > found.count ? " and \(count - found.count) more" : ""
    let helps = advice && found.allSatisfy { Substitution.plain($0.character, self) != nil }
    throw RequestError(
      "\(source) holds characters that the model '\(modelName)' cannot write: \(list)\(rest); "
        + (helps ? "add --substitute to write plain equivalents." : "leave them out or write them differently."))
  }

  /// Code points of a character that are named: any number of marks may stand on one letter.
  private static let mostPoints = 6

  /// A character and its code points; characters that do not show stand as code points alone.
  private static func name(_ character: Character) -> String {
    let isLong = character.unicodeScalars.count > mostPoints
    let points = character.unicodeScalars.prefix(mostPoints).map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    let shows =
      !isLong
      && character.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
          .spaceSeparator:
          false
        default: true
        }
      }
    return (shows ? "'\(character)' " : "") + points.joined(separator: " ") + (isLong ? " …" : "")
  }
}
