/// Words side by side on a line.
struct WrittenLine {
  private(set) var words: [(word: WrittenWord, x: Double)] = []
  var linesBefore = 0.0
  /// Scale from x-heights to mm.
  var scale: Double
  /// How far it is set in, in mm.
  var indent = 0.0

  /// Of its words, in mm.
  var width: Double { (words.last.map { $0.x + $0.word.width } ?? 0) * scale }

  init(scale: Double, linesBefore: Double = 0, indent: Double = 0) {
    self.scale = scale
    self.linesBefore = linesBefore
    self.indent = indent
  }

  /// Adds a word behind a gap in x-heights, which the first one does not have.
  mutating func append(_ word: WrittenWord, after gap: Double) {
    let x = words.last.map { $0.x + $0.word.width + gap } ?? 0
    words.append((word, x))
  }

  /// Where the line begins for all of its ink to be on a page, in mm: where it would, unless letters that lean reach beyond
  /// an edge.
  func kept(on pageWidth: Double, at start: Double) -> Double {
    var (least, most) = (0.0, 0.0)
    for (word, x) in words {
      guard let bounds = word.drawing.bounds else { continue }
      (least, most) = (min(least, (x + bounds.minX) * scale), max(most, (x + bounds.maxX) * scale))
    }
    return max(min(start, pageWidth - most), -least)
  }

  /// The lines of a paragraph that is `measure` mm wide; a paragraph without words has none.
  ///
  /// Between words that were written one after the other their own room is kept, drawn towards the usual one. A word that
  /// does not fit goes to the next line; a single short word is not left alone on the last one.
  static func lines(
    of paragraph: WrittenParagraph, xHeight: Double, measure: Double, indent: Double = 0
  ) -> [WrittenLine] {
    let usual = usualGap(paragraph.words)
    var lines: [WrittenLine] = []
    var line = WrittenLine(scale: xHeight, linesBefore: paragraph.linesBefore, indent: indent)
    var gap = 0.0
    for word in paragraph.words {
      let wanted = line.indent + line.width + (line.words.isEmpty ? 0 : gap + word.width) * line.scale
      if !line.words.isEmpty, wanted > measure {
        lines.append(line)
        line = WrittenLine(scale: xHeight)
      }
      line.append(word, after: gap)
      // A word alone that is wider than the sheet is written as much smaller as it needs.
      if line.indent + line.width > measure { line.scale *= (measure - line.indent) / line.width }
      gap = word.gapAfter.map { min(max(usual + 0.6 * ($0 - usual), 0.5 * usual), 1.8 * usual) } ?? usual
      if word.continues { gap = joint }
    }
    if !line.words.isEmpty { lines.append(line) }
    keepCompany(&lines, measure: measure, usual: usual)
    return lines
  }

  /// Room between the letters of a word, in x-heights.
  private static let joint = 0.25

  /// The median room between words that were written one after the other, within what is usual in handwriting.
  private static func usualGap(_ words: [WrittenWord]) -> Double {
    min(max(Turns.median(words.compactMap(\.gapAfter)) ?? 1.1, 0.8), 1.8)
  }

  /// Gives a short word that would stand alone on the last line the last word of the line above.
  private static func keepCompany(_ lines: inout [WrittenLine], measure: Double, usual: Double) {
    guard lines.count > 1, let last = lines.last, last.words.count == 1, last.width < 0.15 * measure else { return }
    let above = lines.count - 2
    guard lines[above].words.count > 3, lines[above].scale == last.scale,
      lines[above].width > 0.7 * measure
    else { return }
    var line = WrittenLine(scale: last.scale)
    let moved = lines[above].words[lines[above].words.count - 1].word
    line.append(moved, after: 0)
    line.append(last.words[0].word, after: moved.continues ? joint : usual)
    guard line.width <= measure else { return }
    lines[above].words.removeLast()
    lines[above + 1] = line
  }
}
