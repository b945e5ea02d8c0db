/// How a character comes to paper.
public enum SignForm: Sendable, Equatable {
  /// The network writes it.
  case letter
  /// The network writes another letter, which gets a mark: é.
  case marked(Character, Mark)
  /// It is drawn as a whole, and the network leaves room: @.
  case glyph
}

extension SignForm {
  /// How characters outside of a network's alphabet are made; the base letters are ASCII.
  static let composed: [Character: SignForm] = {
    var forms: [Character: SignForm] = [
      "ø": .marked("o", .slash), "Ø": .marked("O", .slash), "ł": .marked("l", .bar), "Ł": .marked("L", .bar),
      "đ": .marked("d", .bar), "Đ": .marked("D", .bar),
    ]
    // Characters are equal when they are canonically equivalent, so that these are the composed letters as well.
    for mark in Mark.allCases {
      guard let combining = mark.combining else { continue }
      for base in Self.letters {
        var scalars = String.UnicodeScalarView([base])
        scalars.append(combining)
        forms[Character(String(scalars))] = .marked(Character(base), mark)
      }
    }
    return forms
  }()

  private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars
}
