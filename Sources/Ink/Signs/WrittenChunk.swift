/// A run of what the network wrote that is moved as one: a word, or the letters between two signs.
struct WrittenChunk: Sendable, Equatable {
  /// Its characters among those that the network wrote.
  var letters: Range<Int>
  /// Its points, counted through all strokes.
  var points: Range<Int>

  /// The chunks of a passage in pen order, which own all its points together.
  ///
  /// A space that the pen left no clear room for parts no chunks, unless a sign is to stand there: then the stroke that
  /// begins nearest to it does, or the stroke is cut.
  static func chunks(of text: SignedText, _ levelled: LevelledPassage) -> [WrittenChunk] {
    let ranges = levelled.passage.characterPoints
    let strokes = levelled.passage.drawing.strokes
    var starts = [0]
    for stroke in strokes { starts.append(starts[starts.count - 1] + stroke.points.count) }
    let count = starts[starts.count - 1]
    let needed = text.spacesAtSigns
    var chunks: [WrittenChunk] = []
    var firstLetter = 0
    var firstPoint = 0
    var firstStroke = 0
    for (index, character) in text.written.enumerated() where character == " " {
      var cut: Int?
      if let stroke = levelled.strokeAfterSpace(index, from: firstStroke) { cut = starts[stroke] }
      if needed.contains(index), index + 1 < ranges.count,
        cut.map({ $0 < ranges[index].lowerBound - slack }) ?? true
      {
        // Letters that stand apart from the one before them are not yet the next word.
        cut = forcedCut(at: ranges[index], before: ranges[index + 1], starts)
      }
      guard let cut, cut > firstPoint, cut < count else { continue }
      chunks.append(WrittenChunk(letters: firstLetter..<index, points: firstPoint..<cut))
      (firstLetter, firstPoint) = (index + 1, cut)
      firstStroke = starts.lastIndex { $0 <= cut } ?? firstStroke
    }
    return chunks + [WrittenChunk(letters: firstLetter..<text.written.count, points: firstPoint..<count)]
  }

  /// By how many points a stroke may begin before the window leaves its last letter.
  private static let slack = 4

  private static func forcedCut(at space: Range<Int>, before next: Range<Int>, _ starts: [Int]) -> Int {
    let wanted = (next.isEmpty ? space.upperBound : next.lowerBound) + NumberedInk.lead.usual
    let last = wanted + NumberedInk.lead.most - NumberedInk.lead.usual
    let near = starts.filter { $0 >= space.lowerBound - slack && $0 <= last }
    return near.min { abs($0 - wanted) < abs($1 - wanted) } ?? wanted
  }
}

extension SignedText {
  /// The spaces that the network writes where a sign is to stand.
  fileprivate var spacesAtSigns: Set<Int> {
    var spaces: Set<Int> = []
    var isAtSign = false
    for origin in origins {
      switch origin {
      case .glyph: isAtSign = true
      case .space: break
      case .letter(let letter):
        if isAtSign, letter > 0 { spaces.insert(letter - 1) }
        isAtSign = false
      }
    }
    return spaces
  }
}

extension NumberedInk {
  /// Draws the marks of a chunk.
  /// - Parameter ranges: for each written character its points.
  mutating func drawMarks(of chunk: WrittenChunk, _ text: SignedText, _ ranges: [Range<Int>], _ pen: SignPen) {
    let dotted = chunk.letters.filter { text.written[$0] == "i" || text.written[$0] == "j" }
    var marked: [Marked] = []
    for (index, origin) in text.origins.enumerated() {
      if case .letter(let place) = origin, chunk.letters.contains(place),
        case .marked(let letter, let mark) = text.forms[index]
      {
        marked.append(
          Marked(letter: letter, mark: mark, range: letterPoints(ranges[place], within: chunk.points), place: index))
      }
    }
    draw(
      marked, dotted: dotted.map { letterPoints(ranges[$0], within: chunk.points) }, pen: pen, seed: text.seed)
  }

  /// Points by which the window runs ahead of the pen, at most and usually.
  static let lead = (most: 14, usual: 5)
  /// Strokes of fewer points are dots.
  private static let longestDot = 6

  /// The points of a letter: those of its window, from where the pen begins it.
  ///
  /// The window goes on to a letter somewhat before the pen does. Where a stroke begins shortly after, the letter begins
  /// with it; inside of a stroke it begins as many points later as is usual.
  private func letterPoints(_ window: Range<Int>, within chunk: Range<Int>) -> Range<Int> {
    let starts = lines.compactMap { line in
      line.points.count > Self.longestDot ? line.first : nil
    }
    func begin(_ number: Int) -> Int {
      let near = starts.filter { $0 >= number - 3 && $0 <= number + Self.lead.most }
      let usual = number + Self.lead.usual
      return near.min { abs($0 - usual) < abs($1 - usual) } ?? usual
    }
    let start = begin(window.lowerBound)
    let end = window.upperBound >= chunk.upperBound ? chunk.upperBound : begin(window.upperBound)
    return (start < end ? start..<end : window).clamped(to: chunk)
  }
}
