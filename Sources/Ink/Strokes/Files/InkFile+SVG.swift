extension InkFile {
  /// Ink as a drawing of single lines has it: each part of a path, each polyline and line is a stroke, in the file's order.
  /// Curves become points that leave them by little; filled shapes are taken for their outlines.
  ///
  /// - Throws: what is wrong with it, and in which line of the file: the second half of a sentence.
  init(svg root: XMLElement) throws(InkError) {
    var drawing = Drawing()
    try Self.read(root, under: Transform(), into: &drawing)
    strokes = drawing.strokes.map { $0.points.map { [$0.x, $0.y] } }
    text = root.childText("title")
  }

  /// Strokes as they are read; curves make many points of a few numbers.
  private struct Drawing {
    private(set) var strokes: [Stroke] = []
    private var points = 0

    mutating func add(_ stroke: Stroke, line: Int) throws(InkError) {
      points += stroke.points.count
      guard points <= InkLines.mostPoints else {
        throw InkError("in line \(line): the drawing has more than \(InkLines.mostPoints) points; divide it")
      }
      strokes.append(stroke)
    }
  }

  /// How far points may leave a curve, in the units of the whole drawing.
  private static let tolerance = 0.1

  private static func read(
    _ element: XMLElement, under outer: Transform, into drawing: inout Drawing
  ) throws(InkError) {
    var transform = outer
    if let text = element.attributes["transform"] {
      guard let own = Transform(text) else {
        throw InkError("in line \(element.line): only matrix, translate and scale are read, not '\(text.prefix(40))'")
      }
      transform = own.then(outer)
    }
    func add(_ strokes: [Stroke]) throws(InkError) {
      for stroke in strokes { try drawing.add(Stroke(stroke.points.map(transform.applied)), line: element.line) }
    }
    let numbers = SVGNumbers.all
    switch element.name {
    case "svg", "g": for child in element.children { try read(child, under: transform, into: &drawing) }
    case "path":
      let path: SVGPath
      do {
        path = try SVGPath(element.attributes["d"] ?? "", tolerance: tolerance / transform.magnification)
      } catch {
        throw InkError("in line \(element.line): \(error.message)")
      }
      try add(path.strokes)
    case "polyline", "polygon":
      guard let values = numbers(element.attributes["points"] ?? ""), values.count % 2 == 0, !values.isEmpty else {
        throw InkError("in line \(element.line): its points are not pairs of numbers")
      }
      var points = stride(from: 0, to: values.count, by: 2).map { Point(x: values[$0], y: values[$0 + 1]) }
      if element.name == "polygon" { points.append(points[0]) }
      try add([Stroke(points)])
    // What seqd prints on the paper is no ink.
    case "line" where element.attributes["class"] == "rule": break
    case "line":
      let values = ["x1", "y1", "x2", "y2"].map { numbers(element.attributes[$0] ?? "0") ?? [] }
      guard values.allSatisfy({ $0.count == 1 }) else {
        throw InkError("in line \(element.line): its ends are not numbers")
      }
      try add([Stroke([Point(x: values[0][0], y: values[1][0]), Point(x: values[2][0], y: values[3][0])])])
    case "text", "use", "image", "circle", "ellipse":
      throw InkError(
        "in line \(element.line): '\(element.name)' is no line of a pen; convert it to paths of single lines")
    default: break
    }
  }
}

/// x' = a·x + c·y + e, y' = b·x + d·y + f.
private struct Transform {
  var (a, b, c, d, e, f) = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

  init() {}

  /// nil for anything but a list of `matrix`, `translate` and `scale`.
  init?(_ text: String) {
    for part in text.split(separator: ")") {
      let halves = part.split(separator: "(", omittingEmptySubsequences: false)
      guard halves.count == 2, let values = SVGNumbers.all(String(halves[1])) else {
        if part.allSatisfy({ $0.isWhitespace }) { continue }
        return nil
      }
      var step = Transform()
      switch (halves[0].filter { !$0.isWhitespace && $0 != "," }, values.count) {
      case ("matrix", 6):
        (step.a, step.b, step.c) = (values[0], values[1], values[2])
        (step.d, step.e, step.f) = (values[3], values[4], values[5])
      case ("translate", 1...2): (step.e, step.f) = (values[0], values.count > 1 ? values[1] : 0)
      case ("scale", 1...2): (step.a, step.d) = (values[0], values[values.count - 1])
      default: return nil
      }
      self = step.then(self)
    }
  }

  /// How much longer a length becomes at most, within what drawings have.
  var magnification: Double { min(max((a * a + b * b).squareRoot(), (c * c + d * d).squareRoot(), 1e-3), 1e4) }

  func applied(to point: Point) -> Point {
    Point(x: a * point.x + c * point.y + e, y: b * point.x + d * point.y + f)
  }

  /// This, and after it the other.
  func then(_ other: Transform) -> Transform {
    var result = Transform()
    (result.a, result.b) = (other.a * a + other.c * b, other.b * a + other.d * b)
    (result.c, result.d) = (other.a * c + other.c * d, other.b * c + other.d * d)
    let moved = other.applied(to: Point(x: e, y: f))
    (result.e, result.f) = (moved.x, moved.y)
    return result
  }
}
