/// A sign that is drawn as a whole, since the network cannot write it, or did not so that it could be read.
struct Glyph: Sendable, Equatable {
  /// Its left edge is about x = 0.
  var outline: Outline
  /// Room to its left, in x-heights.
  var before = Self.usualRoom
  /// Room to its right, in x-heights.
  var after = Self.usualRoom

  private static let usualRoom = 0.3

  init(_ outline: String, before: Double = Self.usualRoom, after: Double = Self.usualRoom) {
    self.init(Outline(outline), before: before, after: after)
  }

  init(_ outline: Outline, before: Double = Self.usualRoom, after: Double = Self.usualRoom) {
    (self.outline, self.before, self.after) = (outline, before, after)
  }

  /// The glyph of a character; nil where there is none.
  static func of(_ character: Character) -> Glyph? { all[character] }

  /// Marks that the network writes next to letters, and that are drawn where no letter is.
  static let punctuation = Set<Character>(".,:;!?-'\"()")

  /// Every glyph by its character.
  static let all: [Character: Glyph] = ascii.merging(letters) { first, _ in first }
    .merging(western) { first, _ in first }.merging(latin) { first, _ in first }
}
