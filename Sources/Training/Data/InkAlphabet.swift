/// The characters a network knows, index by index.
public struct InkAlphabet: Equatable, Sendable {
  /// Stands for every character that is not in the alphabet; always has index 0.
  public static let unknown = "\u{FFFD}"

  /// `unknown` first, then the characters by Unicode scalar.
  public let symbols: [String]
  private let indices: [Character: Int]

  private init(_ characters: some Sequence<Character>) {
    symbols = [Self.unknown] + Set(characters).map(String.init).sorted()
    indices = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { (Character($1), $0) })
  }

  /// An alphabet as a checkpoint or model has it: `symbols[0]` is `unknown`, the others are single characters.
  public init(symbols: [String]) {
    self.symbols = symbols
    indices = Dictionary(
      symbols.enumerated().map { (Character($1), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every character that occurs in the texts.
  public init(of texts: some Sequence<String>) {
    self.init(texts.joined())
  }

  private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")

  /// The largest size of an alphabet with all letters, whether or not the texts have them.
  static func largest(for texts: some Sequence<String>) -> Int { 1 + letters.union(texts.joined()).count }

  /// An alphabet of exactly `size` symbols: unknown, the 52 letters, the space, and the commonest other characters of
  /// the texts; rarer ones are unknown. 57 is the size in Graves 2013, 60 the seed's.
  ///
  /// - Precondition: `size` is at least 54, and the texts have enough other characters.
  public init(size: Int, commonestIn texts: some Sequence<String>) {
    let letters = Self.letters
    var counts: [Character: Int] = [:]
    for character in texts.joined() where !letters.contains(character) { counts[character, default: 0] += 1 }
    let others = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(size - letters.count - 1)
    precondition(others.count == size - letters.count - 1, "too few characters for an alphabet of \(size)")
    self.init(letters.union(others.map(\.key)))
  }

  /// The indices of a text's characters; 0 for those that are not in the alphabet.
  public func indices(of text: String) -> [Int] {
    text.map { indices[$0] ?? 0 }
  }

  /// The text of some indices.
  public func text(of indices: some Sequence<Int>) -> String {
    indices.map { symbols[$0] }.joined()
  }
}
