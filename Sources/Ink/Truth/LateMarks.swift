/// Dots of i and j and bars of t, f and capitals, which pens write when the word has gone on.
struct LateMarks {
  private static let dotted = Set<Character>("ij")
  private static let barred = Set<Character>("tfTFEHAI")
  /// A mark is looked for among this many characters before the one that it was written at.
  private static let longest = 6
  /// How far it may stand from its letter's middle, in x-heights.
  private static let reach = 0.9

  private let characters: [Character]
  private let baseline: Double
  private let xHeight: Double
  private var hasDot: Set<Int> = []

  /// - Parameters:
  ///   - characters: of the word.
  ///   - baseline: in mm from above, as the x-height.
  init(_ characters: [Character], baseline: Double, xHeight: Double) {
    self.characters = characters
    self.baseline = baseline
    self.xHeight = xHeight
  }

  /// The character that a whole stroke is a mark of; nil for what looks like none.
  /// - Parameters:
  ///   - writer: the character that it was written at.
  ///   - middle: of a character's other ink, from left to right; nil without any.
  mutating func owner(of stroke: Stroke, writtenAt writer: Int, middle: (Int) -> Double?) -> Int? {
    guard xHeight > 0, let box = Bounds(stroke.points) else { return nil }
    let isDot = max(box.width, box.height) < 0.45 * xHeight && box.maxY < baseline - 0.9 * xHeight
    let isBar =
      box.width > 0.3 * xHeight && box.width > 1.5 * box.height && box.height < 0.6 * xHeight
      && box.maxY < baseline - 0.3 * xHeight
    guard isDot || isBar else { return nil }
    let letters = isDot ? Self.dotted : Self.barred
    let place = 0.5 * (box.minX + box.maxX)
    var best: (index: Int, distance: Double)?
    for index in max(0, writer - Self.longest)...writer where letters.contains(characters[index]) {
      guard !(isDot && hasDot.contains(index)), let own = middle(index) else { continue }
      let distance = (own - place).magnitude
      if distance < best?.distance ?? (Self.reach * xHeight) { best = (index, distance) }
    }
    if isDot, let best { hasDot.insert(best.index) }
    return best?.index
  }
}
