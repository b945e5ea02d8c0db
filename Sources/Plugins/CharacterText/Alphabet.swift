import Networks
import PluginAPI

/// Texts and the symbols of a model: a symbol for each Unicode scalar, or for each byte of the text in UTF-8.
///
/// A model by bytes has symbols like `<0xE2>` for the bytes that are no text by themselves; ASCII stands for itself. The
/// symbol `<unk>`, where a model has it, stands for everything that has no symbol of its own.
struct Alphabet: Sendable {
  static let unknownSymbol = "<unk>"
  /// What is shown in its place.
  private static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// A text in symbols.
  struct Encoded: Sendable {
    var symbols: [Int] = []
    /// Characters without a symbol, led through `<unk>`.
    var unknown = 0
    /// Symbols that are `<unk>`: of a model by bytes, a character may need several.
    var unknownSymbols = 0
    /// Names them; nil without any.
    var remark: String?
  }

  /// Index of `<unk>`; nil where the model has none.
  let unknown: Int?
  /// Whether a symbol is a byte.
  let isBytes: Bool
  /// Value of each symbol's scalar or byte; nil for `<unk>`.
  private let units: [UInt32?]
  private let indices: [UInt32: Int]

  /// - Throws: a sentence when the model does not work by character or byte.
  init(_ model: ModelDescription) throws(RequestError) {
    isBytes = model.alphabet.contains { Self.byte($0) != nil }
    unknown = model.alphabet.firstIndex(of: Self.unknownSymbol)
    var units: [UInt32?] = []
    var indices: [UInt32: Int] = [:]
    for (index, symbol) in model.alphabet.enumerated() {
      guard index != unknown else {
        units.append(nil)
        continue
      }
      guard let unit = isBytes ? Self.byte(symbol) ?? Self.ascii(symbol) : Self.scalar(symbol) else {
        throw RequestError(
          "The model '\(model.name)' has the symbol '\(symbol)', which is not one \(isBytes ? "byte" : "character"); "
            + "choose a model that writes character by character")
      }
      units.append(unit)
      indices[unit] = index
    }
    self.units = units
    self.indices = indices
  }

  /// The symbols of a text.
  /// - Parameter source: what the text is, for messages: `prime`.
  /// - Throws: where the model has no `<unk>`, a sentence that names the characters without a symbol, and where they
  ///   stand, counted from 1.
  func encode(_ text: String, source: String) throws(RequestError) -> Encoded {
    var encoded = Encoded()
    var strangers: [Unicode.Scalar: [Int]] = [:]
    for (position, scalar) in text.unicodeScalars.enumerated() {
      let units = isBytes ? UTF8.encode(scalar).map { $0.map(UInt32.init) } ?? [] : [scalar.value]
      let symbols = units.map { indices[$0] }
      if symbols.contains(nil) { strangers[scalar, default: []].append(position + 1) }
      encoded.unknownSymbols += symbols.count { $0 == nil }
      encoded.symbols += symbols.compactMap { $0 ?? unknown }
    }
    guard !strangers.isEmpty else { return encoded }
    guard unknown != nil else {
      throw RequestError(
        "The \(source) has characters that the model does not know: \(Self.list(strangers)); "
          + "leave them out or choose another model")
    }
    encoded.unknown = strangers.values.reduce(0) { $0 + $1.count }
    encoded.remark =
      "Characters of the \(source) that the model does not know stand as \(Self.unknownSymbol): \(Self.list(strangers))."
    return encoded
  }

  /// The text that the symbols spell; bytes that are no UTF-8, and `<unk>`, become U+FFFD.
  func text(of symbols: [Int]) -> String {
    guard isBytes else {
      var text = String.UnicodeScalarView()
      for symbol in symbols { text.append(units[symbol].flatMap { Unicode.Scalar($0) } ?? Self.replacement) }
      return String(text)
    }
    let replacement = Array(String(Self.replacement).utf8)
    let bytes = symbols.flatMap { symbol in units[symbol].map { [UInt8(truncatingIfNeeded: $0)] } ?? replacement }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How many scalars or bytes have no symbol: those that `<unk>` may stand for.
  var strangers: Int { (isBytes ? 256 : 0x110000 - 0x800) - indices.count }

  /// What a text starts after when nothing is said of it: the character between two passages of the corpus, or nothing
  /// where the model has neither a line break nor a blank.
  var opening: [Int] {
    for scalar in ["\n", " "] as [Unicode.Scalar] {
      if let index = indices[scalar.value] { return [index] }
    }
    return []
  }

  /// The byte that `<0xE2>` stands for: two upper-case digits, and no ASCII, which stands for itself.
  private static func byte(_ symbol: String) -> UInt32? {
    let bytes = Array(symbol.utf8)
    guard bytes.count == 6, symbol.hasPrefix("<0x"), symbol.hasSuffix(">") else { return nil }
    let digits = symbol.dropFirst(3).prefix(2)
    guard digits == digits.uppercased(), let value = UInt32(digits, radix: 16), value >= 0x80 else { return nil }
    return value
  }

  private static func ascii(_ symbol: String) -> UInt32? { scalar(symbol).flatMap { $0 < 0x80 ? $0 : nil } }

  private static func scalar(_ symbol: String) -> UInt32? {
    symbol.unicodeScalars.count == 1 ? symbol.unicodeScalars.first?.value : nil
  }

  private static func list(_ strangers: [Unicode.Scalar: [Int]]) -> String {
    let named = strangers.sorted { $0.value[0] < $1.value[0] }
    let list = named.prefix(10).map { scalar, positions in
      let shown = positions.prefix(5).map(String.init).joined(separator: ", ")
      return "\(name(of: scalar)) at \(shown)\(positions.count > 5 ? " …" : "")"
    }
    return list.joined(separator: "; ") + (named.count > list.count ? " and \(named.count - list.count) more" : "")
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    return scalar.properties.isWhitespace || scalar.value < 32 ? code : "'\(scalar)' (\(code))"
  }
}
