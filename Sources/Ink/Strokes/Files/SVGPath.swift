/// The numbers of SVG's attributes, one after the other, none further from zero than a point may be.
struct SVGNumbers {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// All numbers of a text; nil where there is anything else in it.
  static func all(_ text: String) -> [Double]? {
    var numbers = SVGNumbers(text)
    var values: [Double] = []
    while let value = numbers.number() { values.append(value) }
    return numbers.isAtEnd ? values : nil
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte <= 0x20 || byte == UInt8(ascii: ",") { position += 1 }
  }

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return next == nil
    }
  }

  /// A letter, if one comes next.
  mutating func letter() -> Character? {
    skipBlanks()
    guard let byte = next, (byte | 0x20) >= UInt8(ascii: "a"), (byte | 0x20) <= UInt8(ascii: "z") else { return nil }
    position += 1
    return Character(Unicode.Scalar(byte))
  }

  /// A number, which the sign or the second dot of the next may end: `1-2`, `.5.5`.
  mutating func number() -> Double? {
    skipBlanks()
    let start = position
    var (hasDot, hasExponent) = (false, false)
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        if position > start, bytes[position - 1] | 0x20 != UInt8(ascii: "e") { return value(from: start) }
      case UInt8(ascii: "."):
        if hasDot || hasExponent { return value(from: start) }
        hasDot = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        if hasExponent || position == start { return value(from: start) }
        hasExponent = true
      default: return value(from: start)
      }
      position += 1
    }
    return value(from: start)
  }

  private mutating func value(from start: Int) -> Double? {
    var digits = String(decoding: bytes[start..<position], as: UTF8.self)
    if digits.hasPrefix("+") { digits.removeFirst() }
    guard position - start <= 32, let value = Double(digits), abs(value) <= InkFile.farthest else {
      position = start
      return nil
    }
    return value
  }
}

/// The strokes of a path's data (SVG 2, 9.3).
struct SVGPath {
  private(set) var strokes: [Stroke] = []
  private let tolerance: Double
  private var points: [Point] = []
  /// Points of the strokes so far.
  private var lifted = 0
  private var pen = Point(x: 0, y: 0)
  /// The control that a smooth piece mirrors, and the letter it came with.
  private var mirrored: (control: Point, letter: String)?

  /// - Throws: what is wrong with it.
  init(_ data: String, tolerance: Double) throws(InkError) {
    self.tolerance = tolerance
    var numbers = SVGNumbers(data)
    var command: Character?
    while !numbers.isAtEnd {
      if let letter = numbers.letter() {
        command = letter
      } else if command == nil || command == "z" || command == "Z" {
        throw InkError("the path does not begin with M")
      }
      guard let letter = command, let count = Self.counts[letter.lowercased()] else {
        throw InkError("the command \(command.map(String.init) ?? "") of the path is not read; use M L H V C S Q T Z")
      }
      var values: [Double] = []
      while values.count < count, let value = numbers.number() { values.append(value) }
      guard values.count == count else {
        throw InkError("the command \(letter) of the path has \(values.count) of \(count) numbers")
      }
      draw(letter, values)
      guard lifted + points.count <= InkLines.mostPoints else {
        throw InkError("the path has more than \(InkLines.mostPoints) points")
      }
      // Further pairs after a move are lines.
      if letter == "M" { command = "L" } else if letter == "m" { command = "l" }
    }
    lift()
  }

  private static let counts = ["m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "z": 0]

  private mutating func lift() {
    if points.count > 1 {
      strokes.append(Stroke(points))
      lifted += points.count
    }
    points = []
  }

  private mutating func draw(_ letter: Character, _ values: [Double]) {
    let from = letter.isLowercase ? pen : Point(x: 0, y: 0)
    func place(_ index: Int) -> Point { Point(x: from.x + values[index], y: from.y + values[index + 1]) }
    let kind = letter.lowercased()
    if points.isEmpty, kind != "m" { points = [pen] }
    let mirror = mirrored.map { pen * 2 - $0.control }
    let before = mirrored?.letter
    mirrored = nil
    switch kind {
    case "m":
      lift()
      points = [place(0)]
    case "l": points.append(place(0))
    case "h": points.append(Point(x: from.x + values[0], y: pen.y))
    case "v": points.append(Point(x: pen.x, y: from.y + values[0]))
    case "c": curve(place(0), place(2), place(4))
    case "s": curve(before == "c" ? mirror ?? pen : pen, place(0), place(2))
    case "q": quadratic(place(0), place(2))
    case "t": quadratic(before == "q" ? mirror ?? pen : pen, place(0))
    default: if let first = points.first { points.append(first) }
    }
    pen = points.last ?? pen
    if kind == "z" { lift() }
  }

  private mutating func curve(_ control1: Point, _ control2: Point, _ end: Point) {
    points += SmoothCurve(start: pen, segments: [CurveSegment(control1: control1, control2: control2, end: end)])
      .chords(tolerance: tolerance)
    mirrored = (control2, "c")
  }

  private mutating func quadratic(_ control: Point, _ end: Point) {
    curve(pen + (control - pen) * (2.0 / 3), end + (control - end) * (2.0 / 3), end)
    mirrored = (control, "q")
  }
}
