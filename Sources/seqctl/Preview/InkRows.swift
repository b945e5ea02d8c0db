import Wire

/// Ink broken into rows of a width: what is written in lines of its own length is looked at on a screen.
struct InkRows: Equatable {
  /// What the pen draws without leaving a row.
  struct Stroke: Equatable {
    var row: Int
    /// In x-heights: x from the row's beginning, y from its middle.
    var points: [SIMD2<Float>]
  }

  private(set) var strokes: [Stroke] = []
  /// Number of rows.
  private(set) var count = 0
  /// The first row of the first line that still grows; nil when all is there.
  private(set) var growing: Int?

  /// Ink may begin this far to the left of where its row does, in x-heights.
  private static let margin: Float = 0.5
  /// Strokes further apart than this are of two words, in x-heights.
  private static let wordGap: Float = 0.6

  /// - Parameters:
  ///   - share: how much of each line is shown, 0 to 1.
  ///   - width: of a row, in x-heights.
  init(_ lines: [JobPreview.Line], share: Double = 1, width: Float) {
    for line in lines {
      if !line.isComplete, growing == nil { growing = count }
      append(Self.points(of: line, share: share), width: max(width, 2 * Self.margin + 1))
    }
  }

  /// Points of a line's strokes, in x-heights; what is no pair of numbers is left out.
  private static func points(of line: JobPreview.Line, share: Double) -> [[SIMD2<Float>]] {
    var room = Int((Double(line.strokes.reduce(0) { $0 + $1.count / 2 }) * share).rounded(.up))
    return line.strokes.compactMap { numbers in
      let points = (0..<min(room, numbers.count / 2)).map { index in
        SIMD2(Float(numbers[2 * index]) / 100, Float(numbers[2 * index + 1]) / 100)
      }
      room -= points.count
      return points.isEmpty ? nil : points
    }
  }

  /// Lays a line out in as many rows as it needs, at least one: a new row begins with the word that does not fit, or with
  /// the stroke where a word is wider than half a row.
  private mutating func append(_ line: [[SIMD2<Float>]], width: Float) {
    let first = count
    count += 1
    let heights = line.joined().map(\.y).sorted()
    guard !heights.isEmpty else { return }
    let middle = heights[heights.count / 2]
    var starts = [(line[0].map(\.x).min() ?? 0) - Self.margin]
    var (reached, word) = (starts[0], starts[0])
    for stroke in line {
      let (left, right) = (stroke.map(\.x).min() ?? 0, stroke.map(\.x).max() ?? 0)
      if left - reached > Self.wordGap { word = left }
      reached = max(reached, right)
      let start = starts[starts.count - 1]
      if right - start > width, left > start + 2 * Self.margin {
        let begin = word - start > width / 2 ? word : left
        starts.append(begin - Self.margin)
        carry(from: first + starts.count - 2, shift: begin - Self.margin - start)
      }
      // A late dot or bar may belong to the row before.
      var row = starts.count - 1
      while row > 0, left < starts[row] { row -= 1 }
      var part: [SIMD2<Float>] = []
      for point in stroke {
        if point.x - starts[row] > width, row == starts.count - 1 {
          // A stroke longer than a row goes on in the next one.
          add(part, to: first + row)
          part = []
          starts.append(point.x - Self.margin)
          row += 1
        }
        part.append(SIMD2(point.x - starts[row], point.y - middle))
      }
      add(part, to: first + row)
    }
    count = first + starts.count
  }

  /// Takes what a row has of a word that does not fit over to the next one.
  private mutating func carry(from row: Int, shift: Float) {
    for index in strokes.indices.reversed() {
      guard strokes[index].row == row else { return }
      guard strokes[index].points.allSatisfy({ $0.x >= shift }) else { continue }
      strokes[index].row += 1
      for point in strokes[index].points.indices { strokes[index].points[point].x -= shift }
    }
  }

  private mutating func add(_ points: [SIMD2<Float>], to row: Int) {
    if !points.isEmpty { strokes.append(Stroke(row: row, points: points)) }
  }

  /// The rows to show where there is room for `room`: from the first that still grows on, else the last.
  func visible(room: Int) -> Range<Int> {
    let last = max(0, count - room)
    let first = min(growing ?? last, last)
    return first..<min(count, first + room)
  }

  /// Draws rows below each other.
  /// - Parameters:
  ///   - xHeight: pixels of an x-height.
  ///   - rowHeight: pixels of a row.
  ///   - radius: half the pen's width in pixels.
  func draw(_ rows: Range<Int>, on raster: inout Raster, xHeight: Float, rowHeight: Float, radius: Float) {
    for stroke in strokes where rows.contains(stroke.row) {
      let middle = (Float(stroke.row - rows.lowerBound) + 0.5) * rowHeight
      raster.draw(stroke.points.map { SIMD2($0.x * xHeight, $0.y * xHeight + middle) }, radius: radius)
    }
  }
}
