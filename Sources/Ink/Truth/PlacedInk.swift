/// The ink of a page as it lies in the picture.
struct PlacedInk {
  /// How far boxes may leave the ink's curves, in pixels.
  private static let tolerance = 0.1

  private let page: Page
  private let motion: SheetMotion
  private let top: Double
  private let scale: Double
  /// The pen's way for each stroke, in mm of the page as it lies.
  private let traces: [PenTrace?]
  /// For each stroke the number of its first point among those of the page.
  private let starts: [Int]
  private let firstPoint: Int
  private let xHeight: Double

  /// - Parameters:
  ///   - top: where the page begins in the picture, in mm.
  ///   - firstPoint: number of the page's first point among all of the document.
  init(
    _ page: Page, _ appearance: InkAppearance, _ motion: SheetMotion, top: Double, size: PictureSize, firstPoint: Int
  ) {
    self.page = page
    self.motion = motion
    self.top = top
    self.firstPoint = firstPoint
    xHeight = appearance.xHeight
    scale = size.scale
    let tolerance = Self.tolerance / size.scale
    traces = motion.moved(page.drawing).strokes.map { PenTrace($0, appearance, tolerance: tolerance) }
    var count = 0
    starts = page.drawing.strokes.map { stroke in
      defer { count += stroke.points.count }
      return count
    }
  }

  /// A word of a line of the page; several where words were written in one and their characters' points are known.
  func words(of word: PlacedWord, in line: PlacedLine) -> [PageTruth.Word] {
    guard let first = word.strokes.first else { return [] }
    let start = starts[first]
    let all = start..<word.strokes.reduce(start) { $0 + page.drawing.strokes[$1].points.count }
    let characters = characters(of: word, from: start, in: line)
    let parts = characters.split { $0.text == " " }.map(Array.init)
    if parts.count > 1, parts.allSatisfy({ $0.contains { !$0.points.isEmpty } }) {
      return parts.compactMap { part in
        self.word(part.map(\.text).joined(), part.flatMap(\.points), part, in: word)
      }
    }
    return [self.word(word.text, [all], characters.filter { $0.text != " " }, in: word)].compactMap { $0 }
  }

  /// Each character of a word with the points that are its own, counted through the page.
  private func characters(of word: PlacedWord, from start: Int, in line: PlacedLine) -> [PageTruth.Character] {
    let texts = Array(word.text)
    guard texts.count == word.characterPoints.count else { return [] }
    let ink = CharacterInk(
      texts, word.characterPoints, marks: word.marks, strokes: Array(page.drawing.strokes[word.strokes]),
      baseline: line.baseline, xHeight: line.xHeight ?? xHeight)
    return zip(texts, ink.points).map { text, ranges in
      PageTruth.Character(text: String(text), points: ranges.map { start + $0.lowerBound..<start + $0.upperBound })
    }
  }

  private func word(
    _ text: String, _ points: [Range<Int>], _ characters: [PageTruth.Character], in word: PlacedWord
  ) -> PageTruth.Word? {
    box(of: points, in: word).map { box in
      PageTruth.Word(
        text: text, box: box, points: document(points),
        characters: characters.map {
          .init(text: $0.text, box: self.box(of: $0.points, in: word), points: document($0.points))
        })
    }
  }

  private func document(_ points: [Range<Int>]) -> [Range<Int>] {
    points.map { firstPoint + $0.lowerBound..<firstPoint + $0.upperBound }
  }

  /// The rectangle around the ink that leads to some of the page's points, in pixels; nil without any.
  private func box(of points: [Range<Int>], in word: PlacedWord) -> Bounds? {
    var edges: [Point] = []
    for index in word.strokes {
      guard let samples = traces[index]?.samples else { continue }
      let stroke = starts[index]..<starts[index] + page.drawing.strokes[index].points.count
      for range in points {
        let own = range.clamped(to: stroke)
        guard !own.isEmpty else { continue }
        // The way to a character's first point begins at the last one of the character before; points in the place of
        // the one before have no sample of their own.
        let begin = samples.lastIndex { stroke.lowerBound + $0.point < own.lowerBound } ?? 0
        for sample in samples[begin...].prefix(while: { stroke.lowerBound + $0.point < own.upperBound }) {
          let reach = 0.5 * sample.width
          edges.append(Point(x: sample.place.x - reach, y: sample.place.y - reach))
          edges.append(Point(x: sample.place.x + reach, y: sample.place.y + reach))
        }
      }
    }
    return Bounds(edges).map { bounds in
      Bounds(
        minX: bounds.minX * scale, minY: (bounds.minY + top) * scale, maxX: bounds.maxX * scale,
        maxY: (bounds.maxY + top) * scale)
    }
  }

  /// Where a line's letters stand in the picture, from its leftmost ink to its rightmost.
  /// - Parameter level: in mm from the page's upper edge.
  func baseline(at level: Double, from strokes: ArraySlice<Stroke>) -> [Point] {
    guard let ink = Bounds(strokes.lazy.flatMap(\.points)) else { return [] }
    return [ink.minX, ink.maxX].map { x in
      let place = motion.moved(Point(x: x, y: level))
      return Point(x: place.x * scale, y: (place.y + top) * scale)
    }
  }
}
