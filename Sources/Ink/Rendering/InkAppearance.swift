/// How ink and paper look.
public struct InkAppearance: Sendable, Equatable {
  /// Width of the pen's line in mm.
  public var penWidth: Double
  public var ink: Colour
  /// nil leaves the paper transparent.
  public var paper: Colour?
  /// Of lines that are printed on the paper.
  public var rules = Colour(red: 0.64, green: 0.71, blue: 0.8)
  public var pen: Pen
  /// Height of small letters in mm, by which a pen's speed is measured.
  public var xHeight: Double
  /// From which all that is uneven about a pen or a scan follows.
  public var seed: UInt64

  public init(
    penWidth: Double, ink: Colour, paper: Colour?, pen: Pen = .ballpoint, xHeight: Double = 1, seed: UInt64 = 0
  ) {
    self.penWidth = penWidth
    self.ink = ink
    self.paper = paper
    self.pen = pen
    self.xHeight = xHeight
    self.seed = seed
  }
}

/// An opaque colour; components from 0 to 1.
public struct Colour: Sendable, Equatable {
  public var red: Double
  public var green: Double
  public var blue: Double

  public init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  public static let black = Colour(red: 0, green: 0, blue: 0)
  public static let white = Colour(red: 1, green: 1, blue: 1)

  /// Colours that have a name, as `#rrggbb`.
  private static let named: [String: String] = [
    "black": "#000000", "white": "#ffffff", "blue": "#1f3d99", "navy": "#14213d", "red": "#b3202a",
    "green": "#1d6b3a", "grey": "#555555", "gray": "#555555", "brown": "#5b3a1e", "violet": "#4b2a7b",
    "cream": "#fdf8ec",
  ]

  /// The names that `init(_:)` knows, in order.
  public static var names: [String] { named.keys.sorted() }

  /// A colour from `#rrggbb` or a name of `names`; nil for anything else.
  public init?(_ text: String) {
    let digits = Array((Self.named[text] ?? text).utf8)
    guard digits.count == 7, digits[0] == UInt8(ascii: "#") else { return nil }
    var parts: [Double] = []
    for pair in [1, 3, 5] {
      guard let high = Self.hexadecimal(digits[pair]), let low = Self.hexadecimal(digits[pair + 1]) else { return nil }
      parts.append(Double(high * 16 + low) / 255)
    }
    self.init(red: parts[0], green: parts[1], blue: parts[2])
  }

  /// As `#rrggbb`.
  var code: String {
    "#"
      + [red, green, blue].map { part in
        let value = UInt8((min(max(part, 0), 1) * 255).rounded())
        return (value < 16 ? "0" : "") + String(value, radix: 16)
      }.joined()
  }

  private static func hexadecimal(_ digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(digit - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(digit - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
