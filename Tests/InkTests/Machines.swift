import Testing

@testable import Ink

/// What a plotter would have drawn of a page: where the pen went on the paper, in mm from the upper left corner.
struct DrawnSheet {
  /// Of each stroke its places; a dot has one.
  var strokes: [[Point]] = []
}

/// Reads G-code as a machine does: the words that our files have, and an error for any other.
struct GCodeMachine {
  struct Fault: Error { var line: String }

  private(set) var sheets = [DrawnSheet()]
  private(set) var feeds: Set<Double> = []
  private(set) var travels: Set<Double> = []
  private(set) var hasEnded = false
  private var (x, y, z) = (0.0, 0.0, Double.nan)
  private var spindle = Double.nan
  private var isDown = false

  /// - Parameters:
  ///   - heights: of the page, to turn y over.
  ///   - servo: whether S of M3, and not Z, moves the pen.
  init(_ file: [UInt8], heights: [Double], origin: Point, penUp: Double, penDown: Double, servo: Bool) throws {
    func word(_ letter: Character, _ words: [Substring]) -> Double? {
      words.first { $0.first == letter }.flatMap { Double($0.dropFirst()) }
    }
    for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
      let code = line.prefix { $0 != ";" }
      let words = code.split(separator: " ")
      guard let first = words.first else { continue }
      try #require(!hasEnded)
      switch first {
      case "G21", "G90", "G94", "M5": break
      case "G4": try #require(servo && word("P", words) == 0.2)
      case "M0": sheets.append(DrawnSheet())
      case "M2": hasEnded = true
      case "M3": spindle = try #require(word("S", words))
      case "G0", "G1":
        (x, y, z) = (word("X", words) ?? x, word("Y", words) ?? y, word("Z", words) ?? z)
        if let rate = word("F", words) { if first == "G0" { travels.insert(rate) } else { feeds.insert(rate) } }
        let moves = words.contains { $0.hasPrefix("X") }
        // Only what draws, and a pen that comes down, goes at the speed of drawing.
        try #require((first == "G1") == (moves ? isDown : z == penDown))
        if isDown, moves {
          sheets[sheets.count - 1].strokes[sheets[sheets.count - 1].strokes.count - 1].append(place(heights, origin))
        }
      default: throw Fault(line: String(line))
      }
      let pen = servo ? spindle : z
      let now = pen == penDown
      try #require(now || pen == penUp || pen.isNaN)
      if now, !isDown { sheets[sheets.count - 1].strokes.append([place(heights, origin)]) }
      isDown = now
    }
    try #require(!isDown)
  }

  private func place(_ heights: [Double], _ origin: Point) -> Point {
    Point(x: x - origin.x, y: heights[sheets.count - 1] - (y - origin.y))
  }
}

/// Reads HP-GL: the instructions that our files have.
struct HPGLMachine {
  private(set) var sheets = [DrawnSheet()]
  private(set) var speed = 0

  init(_ file: [UInt8], heights: [Double]) throws {
    var pen = Point(x: 0, y: 0)
    var instructions: [Substring] = []
    for instruction in String(decoding: file, as: UTF8.self).split(whereSeparator: { ";\n".contains($0) }) {
      instructions.append(instruction)
      let values = instruction.dropFirst(2).split(separator: ",").compactMap { Int($0) }
      switch instruction.prefix(2) {
      case "IN", "PA", "SP": break
      case "VS": speed = values[0]
      case "PG": sheets.append(DrawnSheet())
      case "PU", "PD":
        try #require(values.count >= 2 && values.count % 2 == 0)
        let height = heights[sheets.count - 1]
        let places = stride(from: 0, to: values.count, by: 2).map {
          Point(x: Double(values[$0]) * 0.025, y: height - Double(values[$0 + 1]) * 0.025)
        }
        if instruction.hasPrefix("PD") { sheets[sheets.count - 1].strokes.append([pen] + places) }
        pen = places[places.count - 1]
      default: Issue.record("HP-GL has \(instruction)")
      }
    }
    #expect(instructions.first == "IN" && instructions.dropFirst().first == "SP1" && instructions.last == "SP0")
  }
}

/// How a plotter's sheet and the ink that the PNG shows differ.
struct SheetComparison {
  /// Of all places along the pen's way, how many are on no ink.
  var offInk = 0
  var places = 0
  /// Of all pixels that are ink, how many the pen's line does not cover.
  var uncovered = 0
  var inked = 0

  /// - Parameters:
  ///   - width: of the pen, in mm.
  ///   - slack: how far the pen may stray, in mm.
  init(_ sheet: DrawnSheet, _ page: Page, width: Double, slack: Double) throws {
    let scale = 10.0
    let look = InkAppearance(penWidth: width, ink: .black, paper: .white)
    let surface = CairoSurface.coverage(width: Int(page.width * scale), height: Int(page.height * scale))
    do {
      let canvas = CairoCanvas(surface)
      canvas.scale(scale)
      canvas.draw(page.drawing, look)
    }
    var ink: [[Bool]] = []
    try surface.withRows { columns, rows, row throws(InkError) in
      for index in 0..<rows { ink.append((0..<columns).map { row(index)[$0] > 127 }) }
    }
    var covered = ink.map { $0.map { _ in false } }
    let reach = Int(((width / 2 + slack) * scale).rounded(.up))
    for stroke in sheet.strokes {
      for (from, to) in zip(stroke, stroke.dropFirst() + (stroke.count == 1 ? [stroke[0]] : [])) {
        let steps = max(1, Int(from.distance(to: to) * scale * 2))
        for step in 0...steps {
          let place = from + (to - from) * (Double(step) / Double(steps))
          let (column, row) = (Int(place.x * scale), Int(place.y * scale))
          places += 1
          guard ink.indices.contains(row), ink[row].indices.contains(column), ink[row][column] else {
            offInk += 1
            continue
          }
          for y in max(0, row - reach)...min(ink.count - 1, row + reach) {
            for x in max(0, column - reach)...min(ink[y].count - 1, column + reach) { covered[y][x] = true }
          }
        }
      }
    }
    for row in ink.indices {
      for column in ink[row].indices where ink[row][column] {
        inked += 1
        if !covered[row][column] { uncovered += 1 }
      }
    }
  }
}
