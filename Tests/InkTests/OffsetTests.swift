import Testing

@testable import Ink

@Suite struct OffsetTests {
  let scale = OffsetScale(meanX: 8, meanY: 0.5, deviationX: 40, deviationY: 36)

  @Test func offsetsAndStrokesAreEachOthersInverse() {
    let drawing = InkDrawing([
      Stroke([Point(x: 0, y: 0), Point(x: 10, y: -20), Point(x: 15, y: 3)]),
      Stroke([Point(x: 50, y: 1)]), Stroke([Point(x: 60, y: 2), Point(x: 61, y: 9)]),
    ])
    let offsets = scale.offsets(of: drawing)
    #expect(offsets.count == 5)
    #expect(offsets.map(\.penUp) == [false, true, true, false, true])
    let again = scale.strokes(of: offsets, fromOrigin: true)
    #expect(again.strokes.map(\.points.count) == [3, 1, 2])
    for (a, b) in zip(again.strokes.flatMap(\.points), drawing.strokes.flatMap(\.points)) {
      #expect(a.distance(to: b) < 1e-4)
    }
  }

  @Test func afterALiftedPenTheFirstOffsetOnlyLeadsToTheFirstPoint() {
    let offsets = [PenOffset(dx: 0, dy: 0, penUp: false), PenOffset(dx: 1, dy: 0, penUp: true)]
    #expect(scale.strokes(of: offsets, fromOrigin: false).strokes.map(\.points.count) == [2])
    #expect(scale.strokes(of: offsets, fromOrigin: true).strokes.map(\.points.count) == [3])
    #expect(scale.strokes(of: offsets, fromOrigin: false).strokes[0].points[0] == Point(x: 8, y: 0.5))
  }

  @Test func anUnfinishedStrokeIsKept() {
    let offsets = [PenOffset(dx: 0, dy: 0, penUp: true), PenOffset(dx: 1, dy: 0, penUp: false)]
    #expect(scale.strokes(of: offsets, fromOrigin: false).strokes.count == 2)
  }
}

@Suite struct SheetOptionTests {
  @Test func withoutChoicesAShortLineGetsASheetOfItsOwn() throws {
    let options = try SheetOptions { _ in nil }
    #expect(try options.setup(isShortLine: true).format == .line)
    let page = try options.setup(isShortLine: false)
    #expect(page == PageSetup(format: .a4, margin: 20, xHeight: 2.4, lineSpacing: 3.8 * 2.4))
    #expect(options.paper == .white && options.ink == Colour("#14213d"))
  }

  @Test func choicesAreTaken() throws {
    let choices: [String: SheetOptionValue] = [
      "page": .text("letter"), "margin": .number(10), "size": .number(3), "line-spacing": .number(9),
      "ink-width": .number(0.3), "ink-colour": .text("#FF8000"), "paper-colour": .text("none"), "align": .text("right"),
      "resolution": .number(150), "svg-kind": .text("animated"), "feed-rate": .number(500), "travel-rate": .number(900),
      "pen-lift": .text("servo"), "pen-up": .number(10), "pen-down": .number(60), "origin-x": .number(7),
      "origin-y": .number(8), "pen": .text("fountain"), "scan": .number(0),
    ]
    let options = try SheetOptions { choices[$0] }
    #expect(
      try options.setup(isShortLine: true)
        == PageSetup(format: .letter, margin: 10, xHeight: 3, lineSpacing: 9, alignment: .right))
    let look = options.appearance(xHeight: 3)
    #expect(look.penWidth == 0.3 && look.paper == nil)
    #expect(look.ink.red == 1 && look.ink.blue == 0 && abs(look.ink.green - 128.0 / 255) < 1e-12)
    #expect(look.pen == .fountain && look.xHeight == 3)
    #expect(try SheetOptions { $0 == "scan" ? .number(0.4) : nil }.scan == 0.4)
    #expect(options.resolution == 150 && options.svg == .animated)
    let plotter = options.plotter
    #expect(plotter.feedRate == 500 && plotter.travelRate == 900 && plotter.lift == .servo)
    #expect(plotter.penUp == 10 && plotter.penDown == 60 && plotter.origin == Point(x: 7, y: 8))
    #expect(choices.count == SheetOptions.declared.count)
  }

  @Test(arguments: [
    ("ink-colour", "mauvish"), ("paper-colour", "#12345"), ("page", "a9"), ("align", "top"), ("svg-kind", "moving"),
    ("pen-lift", "hand"),
  ])
  func whatDoesNotExistIsNamed(name: String, value: String) {
    do {
      _ = try SheetOptions { $0 == name ? .text(value) : nil }
      Issue.record("it was accepted")
    } catch {
      #expect(error.message.contains("'\(value)'"))
    }
  }

  @Test func marginsThatLeaveNoRoomAreRefused() throws {
    let options = try SheetOptions { $0 == "margin" ? .number(100) : nil }
    #expect(throws: InkError.self) { _ = try options.setup(isShortLine: false) }
  }
}
