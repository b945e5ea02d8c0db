/// Strokes on their way to be composed: those that the network wrote keep the numbers that their points had.
struct NumberedInk: Sendable, Equatable {
  struct Line: Sendable, Equatable {
    var points: [Point]
    /// Number of its first point among those that the network wrote; nil for a drawn stroke.
    var first: Int?
    /// Of a drawn mark, the place in the text of the letter that it stands at.
    var letter: Int?

    /// The numbers of its points; empty for a drawn stroke.
    var numbers: Range<Int> { first.map { $0..<$0 + points.count } ?? 0..<0 }
  }

  /// Pen order.
  var lines: [Line] = []

  init(lines: [Line] = []) { self.lines = lines }

  init(_ drawing: InkDrawing) {
    var first = 0
    for stroke in drawing.strokes {
      lines.append(Line(points: stroke.points, first: first))
      first += stroke.points.count
    }
  }

  /// The ink of some written points, strokes cut where they leave the range.
  func part(_ range: Range<Int>) -> NumberedInk {
    NumberedInk(
      lines: lines.compactMap { line in
        let inside = line.numbers.clamped(to: range)
        guard let first = line.first, !inside.isEmpty else { return nil }
        return Line(
          points: Array(line.points[(inside.lowerBound - first)..<(inside.upperBound - first)]),
          first: inside.lowerBound)
      })
  }

  var points: some Sequence<Point> { lines.lazy.flatMap(\.points) }

  mutating func move(by dx: Double) {
    guard dx != 0 else { return }
    for line in lines.indices {
      for point in lines[line].points.indices { lines[line].points[point].x += dx }
    }
  }

  /// The outermost places if the ink were upright; nil without ink.
  func edges(_ pen: SignPen) -> (left: Double, right: Double)? {
    var edges: (left: Double, right: Double)?
    for point in points {
      let x = pen.upright(point)
      edges = edges.map { (min($0.left, x), max($0.right, x)) } ?? (x, x)
    }
    return edges
  }
}
