import Testing

@testable import Ink

@Suite struct PlotterTests {
  private let width = 0.4

  /// Two pages of zigzags, curves and dots.
  private var pages: [Page] { letter((0..<8).map { paragraph(60, from: 60 * $0) }) }

  private func file(
    _ format: String, _ pages: [Page], _ options: [String: SheetOptionValue] = [:], receipt: String? = nil
  ) throws -> [UInt8] {
    try InkDocument(pages: pages, text: "Secret", xHeight: 2.4, receipt: receipt)
      .file(format: format, options: SheetOptions { options[$0] })
  }

  /// A pen that draws 0.4 mm must hit the ink's middle everywhere, and leave none of it out.
  private func compare(_ sheets: [DrawnSheet], _ pages: [Page]) throws {
    try #require(sheets.count == pages.count)
    for (sheet, page) in zip(sheets, pages) {
      #expect(sheet.strokes.count == page.drawing.strokes.count)
      let comparison = try SheetComparison(sheet, page, width: width, slack: 0.1)
      #expect(comparison.offInk == 0 && comparison.places > 10_000, "\(comparison)")
      #expect(comparison.uncovered == 0 && comparison.inked > 1000, "\(comparison)")
    }
  }

  @Test func gcodeDrawsTheInkAndNothingElse() throws {
    let pages = pages
    #expect(pages.count >= 2)
    let machine = try GCodeMachine(
      file("gcode", pages), heights: pages.map(\.height), origin: Point(x: 0, y: 0), penUp: 3, penDown: 0, servo: false)
    try compare(machine.sheets, pages)
    #expect(machine.feeds == [1000] && machine.travels == [3000] && machine.hasEnded)
  }

  @Test func aServoASpeedAndAnOriginAreAsTheyWereChosen() throws {
    let page = pages[0]
    let options: [String: SheetOptionValue] = [
      "pen-lift": .text("servo"), "pen-up": .number(30), "pen-down": .number(120), "feed-rate": .number(1500.5),
      "travel-rate": .number(6000), "origin-x": .number(12.5), "origin-y": .number(-300),
    ]
    let machine = try GCodeMachine(
      file("gcode", [page], options), heights: [page.height], origin: Point(x: 12.5, y: -300), penUp: 30, penDown: 120,
      servo: true)
    try compare(machine.sheets, [page])
    #expect(machine.feeds == [1500.5] && machine.travels == [6000])
  }

  @Test func hpglDrawsTheInkAndNothingElse() throws {
    let pages = pages
    let machine = try HPGLMachine(file("hpgl", pages, ["feed-rate": .number(2400)]), heights: pages.map(\.height))
    try compare(machine.sheets, pages)
    #expect(machine.speed == 4)
    let slow = try HPGLMachine(file("hpgl", pages, ["feed-rate": .number(10)]), heights: pages.map(\.height))
    #expect(slow.speed == 1)
  }

  @Test func aStrokeOfOnePointIsADot() throws {
    let page = Page(width: 20, height: 10, drawing: InkDrawing([Stroke([Point(x: 5, y: 4)])]))
    let gcode = String(decoding: try file("gcode", [page]), as: UTF8.self)
    #expect(gcode.contains("G0 X5 Y6 F3000\nG1 Z0 F1000\nG0 Z3 F3000\n"))
    #expect(String(decoding: try file("hpgl", [page]), as: UTF8.self).contains("PU200,240;\nPD200,240;\n"))
  }

  @Test func aPlotterPausesBetweenPages() throws {
    let pages = pages
    func count(_ piece: String, _ format: String) throws -> Int {
      String(decoding: try file(format, pages), as: UTF8.self).split(separator: "\n").filter { $0 == piece }.count
    }
    #expect(try count("M0", "gcode") == pages.count - 1)
    #expect(try count("PG;", "hpgl") == pages.count - 1)
  }

  @Test func curvesAreLeftByNoMoreThanAFewHundredths() throws {
    let arc = Stroke((0..<7).map { Point(x: 10 * Double($0), y: Double(($0 * $0 * 5) % 17)) })
    let curve = try #require(SmoothCurve(through: arc))
    let chords = [curve.start] + curve.chords(tolerance: PenMoves.tolerance)
    let fine = curve.chords(tolerance: 0.00001)
    #expect(chords.count < fine.count / 5)
    for place in fine {
      let nearest = zip(chords, chords.dropFirst()).map { from, to in
        let way = to - from
        let share = ((place - from).x * way.x + (place - from).y * way.y) / (way.length * way.length)
        return place.distance(to: from + way * min(max(share, 0), 1))
      }.min()
      #expect(try #require(nearest) <= PenMoves.tolerance)
    }
  }

  @Test func aPenThatIsNeverLiftedIsRefused() {
    let error = #expect(throws: InkError.self) {
      _ = try SheetOptions { ["pen-up": .number(2), "pen-down": .number(2)][$0] }
    }
    #expect(error?.message.contains("both up and down") == true)
  }

  @Test(arguments: ["gcode", "hpgl"])
  func withoutAReceiptNothingTellsTheText(format: String) throws {
    let mute = String(decoding: try file(format, pages), as: UTF8.self)
    #expect(!mute.contains("Secret") && !mute.contains("seqd"))
  }
}
