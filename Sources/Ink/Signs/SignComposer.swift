extension LevelledPassage {
  /// The passage with its signs and marks drawn; the same where its text has none.
  func composed() -> LevelledPassage {
    guard let text = passage.signs, !text.isPlain, text.written == passage.characters,
      passage.characterPoints.count == passage.characters.count
    else { return self }
    let size = xHeight ?? 0
    guard size > 0 else { return self }
    var composer = SignComposer(text, self, pen: SignPen(passage.drawing, xHeight: size))
    composer.compose()
    var composed = self
    composed.passage = composer.passage()
    return composed
  }
}

/// Puts together what the network wrote of a text and what is drawn of it.
struct SignComposer {
  private let text: SignedText
  private let levelled: LevelledPassage
  private let pen: SignPen
  /// What the network wrote between two spaces.
  private let chunks: [WrittenChunk]

  private var ink = NumberedInk()
  /// For each character of the text the first line that was placed for it or after it.
  private var firstLines: [Int] = []
  /// The right edge of what was placed last, if the ink were upright, and how far written ink has moved.
  private var right: Double?
  private var shift = 0.0

  init(_ text: SignedText, _ levelled: LevelledPassage, pen: SignPen) {
    (self.text, self.levelled, self.pen) = (text, levelled, pen)
    chunks = text.isSample ? [] : WrittenChunk.chunks(of: text, levelled)
  }

  /// Places everything from left to right.
  mutating func compose() {
    let room = wordRoom()
    /// Room asked for by what was placed last; nil after written ink.
    var after: Double?
    var isAtSpace = false
    var next = 0
    for (index, origin) in text.origins.enumerated() {
      firstLines.append(ink.lines.count)
      switch origin {
      case .space: isAtSpace = true
      case .glyph:
        guard let glyph = Glyph.of(text.characters[index]) else { continue }
        var gap = isAtSpace ? room : max(glyph.before, after ?? 0) * pen.xHeight
        if right == nil { gap = 0 }
        place(glyph, index, from: (right ?? 0) + gap)
        after = glyph.after
        isAtSpace = false
      case .letter(let letter):
        guard next < chunks.count, letter >= chunks[next].letters.lowerBound else {
          isAtSpace = false
          continue
        }
        // A space that the pen did not leave room for is inside of the chunk.
        let chunk = chunks[next]
        next += 1
        place(chunk, gap: isAtSpace ? (after == nil ? nil : room) : after.map { $0 * pen.xHeight })
        after = nil
        isAtSpace = false
      }
    }
  }

  private mutating func place(_ glyph: Glyph, _ index: Int, from left: Double) {
    var random = SignRandom(seed: text.seed, place: index)
    var drawn = NumberedInk(
      lines: pen.strokes(glyph.outline, x: left, random: &random).map { .init(points: $0.points, first: nil) })
    guard let edges = drawn.edges(pen) else { return }
    drawn.move(by: left - edges.left)
    right = left + edges.right - edges.left
    ink.lines += drawn.lines
  }

  /// - Parameter gap: room to what stands before; nil for the room that the network left.
  private mutating func place(_ chunk: WrittenChunk, gap: Double?) {
    var written = NumberedInk(levelled.passage.drawing).part(chunk.points)
    written.drawMarks(of: chunk, text, levelled.passage.characterPoints, pen)
    guard let edges = written.edges(pen) else { return }
    if let gap { shift = (right.map { $0 + gap } ?? edges.left) - edges.left }
    written.move(by: shift)
    right = edges.right + shift
    ink.lines += written.lines
  }

  /// The usual room between the words that the network wrote.
  private func wordRoom() -> Double {
    let drawing = NumberedInk(levelled.passage.drawing)
    let edges = chunks.map { drawing.part($0.points).edges(pen) }
    let rooms = zip(edges, edges.dropFirst()).compactMap { before, next -> Double? in
      guard let before, let next else { return nil }
      return next.left - before.right
    }
    return min(max(Turns.median(rooms) ?? pen.xHeight, 0.8 * pen.xHeight), 1.5 * pen.xHeight)
  }

  /// The passage as the text has it.
  func passage() -> Passage {
    var points = 0
    var lineStarts: [Int] = []
    for line in ink.lines {
      lineStarts.append(points)
      points += line.points.count
    }
    lineStarts.append(points)
    /// Where a written point is now; the next one that is left where it is gone.
    func place(of number: Int) -> Int {
      var following: (number: Int, place: Int)?
      for (index, line) in ink.lines.enumerated() {
        guard let first = line.first else { continue }
        if line.numbers.contains(number) { return lineStarts[index] + number - first }
        if first > number, first < following?.number ?? .max { following = (first, lineStarts[index]) }
      }
      return following?.place ?? points
    }
    let written = levelled.passage.characterPoints
    var ranges: [Range<Int>] = []
    for (index, origin) in text.origins.enumerated() {
      let line = lineStarts[min(firstLines[index], lineStarts.count - 1)]
      switch origin {
      case .space: ranges.append(line..<line)
      case .glyph:
        let next = index + 1 < firstLines.count ? firstLines[index + 1] : ink.lines.count
        ranges.append(line..<lineStarts[next])
      case .letter(let letter):
        guard !written[letter].isEmpty else {
          ranges.append(line..<line)
          continue
        }
        let start = place(of: written[letter].lowerBound)
        ranges.append(start..<max(start, place(of: written[letter].upperBound - 1) + 1))
      }
    }
    var passage = Passage(
      characters: text.characters, drawing: InkDrawing(ink.lines.map { Stroke($0.points) }), characterPoints: ranges)
    passage.wordStarts = wordStarts()
    for (index, line) in ink.lines.enumerated() { passage.marks[index] = line.letter }
    return passage
  }

  /// For each space that parts words the stroke that begins the next.
  private func wordStarts() -> [Int: Int] {
    var starts: [Int: Int] = [:]
    for (index, origin) in text.origins.enumerated() where origin == .space && index + 1 < firstLines.count {
      guard firstLines[index] > 0, firstLines[index] < ink.lines.count else { continue }
      // Inside of a chunk nothing begins.
      if case .letter(let letter) = text.origins[index + 1],
        !chunks.contains(where: { $0.letters.lowerBound == letter })
      {
        continue
      }
      starts[index] = firstLines[index]
    }
    return starts
  }
}
