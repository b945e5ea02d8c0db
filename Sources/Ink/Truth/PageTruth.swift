/// What a picture of pages says and where: lines, words and characters with their boxes, in pixels of the PNG.
struct PageTruth {
  struct Character {
    var text: String
    /// Around its ink; nil where no ink is known to be its own.
    var box: Bounds?
    /// Its points, counted through all strokes of the document, in order.
    var points: [Range<Int>]
  }

  struct Word {
    var text: String
    /// Around the ink of all its characters.
    var box: Bounds
    /// As a character's.
    var points: [Range<Int>]
    var characters: [Character]
  }

  struct Line {
    var text: String
    /// The number of its page, from 0.
    var page: Int
    var box: Bounds
    /// Two points of the line that its letters stand on: below the first ink and below the last.
    var baseline: [Point]
    var words: [Word]
  }

  /// Of the picture.
  let size: PictureSize
  private(set) var lines: [Line] = []

  /// - Parameters:
  ///   - pages: as they are written.
  ///   - appearance: how wide the pen's line is decides how far its ink goes.
  ///   - motions: how each page lies in the picture.
  init(_ pages: [Page], _ appearance: InkAppearance, resolution: Double, motions: [SheetMotion]) {
    size = PictureSize(pages, resolution: resolution)
    var top = 0.0
    var firstPoint = 0
    for (number, page) in pages.enumerated() {
      let ink = PlacedInk(page, appearance, motions[number], top: top, size: size, firstPoint: firstPoint)
      for line in page.lines {
        let words = line.words.flatMap { ink.words(of: $0, in: line) }
        guard let box = Bounds(around: words.map(\.box)) else { continue }
        let level = ink.baseline(at: line.baseline, from: page.drawing.strokes[line.strokes])
        lines.append(
          Line(
            text: words.map(\.text).filter { !$0.isEmpty }.joined(separator: " "), page: number, box: box,
            baseline: level, words: words))
      }
      top += page.height
      firstPoint += page.drawing.pointCount
    }
  }
}

extension Bounds {
  /// The smallest rectangle around some; nil for none.
  init?(around boxes: some Sequence<Bounds>) {
    self.init(boxes.lazy.flatMap { [Point(x: $0.minX, y: $0.minY), Point(x: $0.maxX, y: $0.maxY)] })
  }
}
