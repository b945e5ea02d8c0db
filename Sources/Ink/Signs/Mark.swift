/// What stands above, below or through a letter and is drawn, not written by the network.
public enum Mark: String, Sendable, Equatable, CaseIterable {
  case acute, grave, circumflex, caron, tilde, diaeresis, ring, macron, breve, dotAbove, doubleAcute
  case cedilla, ogonek, commaBelow
  /// From the lower left to the upper right through the whole letter: ø.
  case slash
  /// A short stroke across a stem: đ, ł.
  case bar

  /// Where it belongs.
  enum Place: Sendable { case above, below, through }

  var place: Place {
    switch self {
    case .cedilla, .ogonek, .commaBelow: .below
    case .slash, .bar: .through
    default: .above
    }
  }

  /// The combining character; nil for what goes through a letter, which Unicode does not compose.
  var combining: Unicode.Scalar? {
    switch self {
    case .acute: "\u{301}"
    case .grave: "\u{300}"
    case .circumflex: "\u{302}"
    case .caron: "\u{30C}"
    case .tilde: "\u{303}"
    case .diaeresis: "\u{308}"
    case .ring: "\u{30A}"
    case .macron: "\u{304}"
    case .breve: "\u{306}"
    case .dotAbove: "\u{307}"
    case .doubleAcute: "\u{30B}"
    case .cedilla: "\u{327}"
    case .ogonek: "\u{328}"
    case .commaBelow: "\u{326}"
    case .slash, .bar: nil
    }
  }

  /// Around the middle of the letter: y = 0 is the mark's lower edge above a letter, the letter's lowest ink below one.
  /// What goes through a letter follows from that letter's size.
  var outline: Outline {
    switch self {
    case .acute: Outline("0.20,0.42 0.05,0.22 -0.06,0.02")
    case .grave: Outline("-0.18,0.42 -0.04,0.22 0.08,0.02")
    case .circumflex: Outline("-0.26,0.02 / -0.01,0.36 / 0.25,0.00")
    case .caron: Outline("-0.25,0.36 / 0.00,0.03 / 0.27,0.38")
    case .tilde: Outline("-0.34,0.06 -0.20,0.24 -0.02,0.16 0.16,0.07 0.34,0.26")
    case .diaeresis: Outline("-0.20,0.16 -0.215,0.08 | 0.22,0.18 0.205,0.09")
    case .ring: Outline("0.02,0.36 -0.14,0.29 -0.15,0.10 0.00,0.01 0.16,0.10 0.15,0.29 0.01,0.36 -0.05,0.34")
    case .macron: Outline("-0.30,0.12 0.30,0.14")
    case .breve: Outline("-0.26,0.34 -0.16,0.12 0.00,0.04 0.17,0.13 0.26,0.36")
    case .dotAbove: Outline("0.00,0.16 -0.01,0.08")
    case .doubleAcute: Outline("0.00,0.40 -0.16,0.04 | 0.30,0.42 0.12,0.04")
    case .cedilla: Outline("0.04,0.02 -0.03,-0.14 / 0.14,-0.20 0.17,-0.35 0.02,-0.46 -0.16,-0.40")
    case .ogonek: Outline("0.16,0.02 0.02,-0.14 0.04,-0.32 0.24,-0.32")
    case .commaBelow: Outline("0.04,-0.16 0.02,-0.30 -0.08,-0.46")
    case .slash, .bar: Outline("")
    }
  }
}
