extension NumberedInk {
  /// A letter that gets a mark.
  struct Marked {
    var letter: Character
    var mark: Mark
    /// Numbers of the points that were written for it.
    var range: Range<Int>
    /// Its place in the text, for what chance changes.
    var place: Int
  }

  /// Draws the marks, each after the stroke that ends its letter.
  ///
  /// - Parameter dotted: of all letters that have dots, the points written for them.
  mutating func draw(_ marked: [Marked], dotted: [Range<Int>], pen: SignPen, seed: UInt64) {
    var dots = dots(of: dotted, pen: pen)
    for letter in marked {
      guard let shape = LetterInk(of: letter.letter, letter.range, in: self, pen: pen) else { continue }
      var random = SignRandom(seed: seed, place: letter.place)
      var middle = shape.centre
      var position = lines.lastIndex { $0.numbers.lowerBound < letter.range.upperBound && $0.first != nil }.map {
        $0 + 1
      }
      if letter.mark.place == .above, "ij".contains(letter.letter), let dot = dots[letter.range] {
        // A hand that puts its dots to the right puts its accents there.
        middle += 0.4 * min(max(dot.x - middle, -0.5 * pen.xHeight), 0.5 * pen.xHeight)
        if let index = lines.firstIndex(where: { $0.first == dot.line }) {
          lines.remove(at: index)
          position = index
        }
        dots[letter.range] = nil
      }
      let strokes = letter.mark.strokes(on: letter.letter, shape, middle: middle, pen: pen, random: &random)
      lines.insert(
        contentsOf: strokes.map { Line(points: $0.points, first: nil, letter: letter.place) },
        at: position ?? lines.count)
    }
  }

  /// For each dotted letter the stroke that is its dot, by its first point's number, and where that stands if the ink were
  /// upright.
  private func dots(of letters: [Range<Int>], pen: SignPen) -> [Range<Int>: (line: Int, x: Double)] {
    let xHeight = pen.xHeight
    var candidates: [(line: Int, x: Double)] = lines.compactMap { line in
      guard let first = line.first, let bounds = Bounds(line.points), bounds.height < 0.5 * xHeight,
        bounds.width < 0.5 * xHeight, -bounds.maxY > 0.9 * xHeight
      else { return nil }
      let middle = Point(x: (bounds.minX + bounds.maxX) / 2, y: (bounds.minY + bounds.maxY) / 2)
      return (first, pen.upright(middle))
    }
    var found: [Range<Int>: (line: Int, x: Double)] = [:]
    for letter in letters {
      guard let shape = LetterInk(of: "i", letter, in: self, pen: pen) else { continue }
      // A dot is written after its letter.
      let late = candidates.indices.filter { candidates[$0].line >= letter.lowerBound }
      guard let nearest = late.min(by: { abs(candidates[$0].x - shape.centre) < abs(candidates[$1].x - shape.centre) }),
        abs(candidates[nearest].x - shape.centre) < 0.9 * xHeight
      else { continue }
      found[letter] = candidates.remove(at: nearest)
    }
    return found
  }
}

extension Mark {
  /// The strokes of the mark on a letter whose ink stands at `shape`.
  func strokes(
    on letter: Character, _ shape: LetterInk, middle: Double, pen: SignPen, random: inout SignRandom
  ) -> [Stroke] {
    let xHeight = pen.xHeight
    switch place {
    case .above:
      let least = letter.isUppercase ? 1.2 : 0.8
      let room = (letter.isUppercase ? 0.16 : 0.24) + 0.06 * random.next()
      let height = max(shape.top, least * xHeight) + room * xHeight
      let size = (letter.isUppercase ? 1.1 : 1) * (1 + 0.08 * random.next())
      return pen.strokes(
        outline.placed(dx: 0.05 * random.next(), dy: 0, scale: size), x: middle, baseline: -height, wander: 0.8,
        random: &random)
    case .below:
      let foot = min(shape.bottom, 0.1 * xHeight)
      return pen.strokes(outline, x: middle, baseline: -foot, wander: 0.8, random: &random)
    case .through:
      return pen.strokes(through(letter, shape, xHeight), x: shape.centre, wander: 0.8, random: &random)
    }
  }

  /// What goes through a letter, from its size: in x-heights, around the letter's middle.
  private func through(_ letter: Character, _ shape: LetterInk, _ xHeight: Double) -> Outline {
    func stroke(_ a: (Double, Double), _ b: (Double, Double)) -> Outline {
      Outline(strokes: [[a, b].map { .init(point: Point(x: $0.0 - shape.centre, y: $0.1) * (1 / xHeight)) }])
    }
    let unit = xHeight
    if self == .slash {
      let reach = 0.56 * shape.width + 0.1 * unit
      return stroke(
        (shape.centre + reach, shape.top + 0.14 * unit),
        (shape.centre - reach, max(shape.bottom, -0.1 * unit) - 0.12 * unit))
    }
    switch letter {
    case "d":
      let height = 0.78 * shape.top
      return stroke((shape.topX - 0.42 * unit, height), (shape.topX + 0.36 * unit, height + 0.04 * unit))
    case "D":
      let height = 0.5 * shape.top
      return stroke((shape.left - 0.26 * unit, height), (shape.left + 0.42 * unit, height + 0.02 * unit))
    default:
      // Across the stem of an l or L, rising.
      let (x, height) = (letter.isUppercase ? shape.left : shape.topX, 0.5 * shape.top)
      return stroke((x - 0.30 * unit, height - 0.12 * unit), (x + 0.36 * unit, height + 0.20 * unit))
    }
  }
}
