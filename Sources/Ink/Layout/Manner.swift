/// How a hand differs from the ink that the network drew: all of it leaves each letter's own shape.
///
/// Measured on levelled ink: the baseline is y = 0, the mean line one x-height above it.
public struct Manner: Sendable, Equatable {
  /// By how many degrees letters lean further to the right.
  public var slant: Double
  /// Width of letters, 1 as drawn.
  public var width: Double
  /// Height of what stands above the mean line and depth of what hangs below the baseline, 1 as drawn.
  public var extenders: Double
  /// Additional room from letter to letter, in x-heights.
  public var letterSpacing: Double

  public init(slant: Double = 0, width: Double = 1, extenders: Double = 1, letterSpacing: Double = 0) {
    self.slant = slant
    self.width = width
    self.extenders = extenders
    self.letterSpacing = letterSpacing
  }

  /// Ink as the network drew it.
  public static let plain = Manner()

  /// The passage with its letters wider or narrower, farther apart, with longer or shorter extenders; not yet slanted.
  ///
  /// - Parameter xHeight: in the passage's units.
  func shaped(_ passage: Passage, xHeight: Double) -> Passage {
    guard width != 1 || extenders != 1 || letterSpacing != 0 else { return passage }
    let spread = LetterSpread(passage)
    var shaped = passage
    shaped.drawing = passage.drawing.mapPoints { point in
      let x = point.x + letterSpacing * xHeight * spread.lettersBefore(point.x)
      return Point(x: width * x, y: extended(point.y, xHeight: xHeight))
    }
    return shaped
  }

  private func extended(_ y: Double, xHeight: Double) -> Double {
    if y < -xHeight { return -xHeight + extenders * (y + xHeight) }
    return y > 0 ? extenders * y : y
  }

  /// The word leaning about its baseline; its width stays the room that it takes there.
  func leaning(_ word: WrittenWord) -> WrittenWord {
    guard slant != 0 else { return word }
    let shear = Self.tangent(ofDegrees: slant)
    var leaning = word
    leaning.drawing = word.drawing.mapPoints { Point(x: $0.x - shear * $0.y, y: $0.y) }
    return leaning
  }

  /// Padé's approximation, exact to 1e-6 up to 45 degrees and the same on every machine, which the C library's is not.
  private static func tangent(ofDegrees degrees: Double) -> Double {
    let angle = degrees * Double.pi / 180
    let square = angle * angle
    return angle * (945 - 105 * square + square * square) / (945 - 420 * square + 15 * square * square)
  }
}

/// How many letters of a passage stand to the left of a place, in fractions between the middles of two.
struct LetterSpread {
  /// Middles of the letters that stand apart, rising.
  private var middles: [Double] = []
  /// How many letters stand before each of them.
  private var counts: [Double] = []

  init(_ passage: Passage) {
    guard !passage.characterPoints.isEmpty else { return }
    let xs = passage.drawing.strokes.flatMap { $0.points.map(\.x) }
    var letters = 0.0
    for (character, range) in zip(passage.characters, passage.characterPoints) {
      let own = xs[range.clamped(to: xs.indices)]
      // A space gets no room of its own: the room between words follows the layout.
      guard character != " ", let middle = Turns.median(Array(own)) else { continue }
      if middle > middles.last ?? -.infinity {
        middles.append(middle)
        counts.append(letters)
      }
      letters += 1
    }
  }

  func lettersBefore(_ x: Double) -> Double {
    guard let next = middles.firstIndex(where: { $0 > x }) else { return counts.last ?? 0 }
    guard next > 0 else { return 0 }
    let share = (x - middles[next - 1]) / (middles[next] - middles[next - 1])
    return counts[next - 1] + share * (counts[next] - counts[next - 1])
  }
}
