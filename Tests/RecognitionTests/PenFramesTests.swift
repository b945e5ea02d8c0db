import Ink
import Testing

@testable import Recognition

@Suite struct PenFramesTests {
  private func frames(_ drawing: InkDrawing) -> PenFrames { PenFrames(drawing, step: 0.22, stepsInFrame: 4) }

  private func distance(_ a: PenFrames, _ b: PenFrames) -> Float {
    zip(a.values, b.values).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func theyAreThoseOfTheBenchmarksReader() throws {
    let fixture = try Fixture.load()
    let frames = frames(fixture.drawing)
    #expect(frames.count * 16 == fixture.frames.count)
    #expect(zip(frames.values, fixture.frames).allSatisfy { abs($0 - $1) < 2e-4 })
  }

  @Test func neitherPlaceNorSizeMatters() throws {
    let drawing = try Fixture.load().drawing
    #expect(distance(frames(drawing), frames(drawing.placed(dx: 300, dy: -70, scale: 0.04))) < 1e-3)
  }

  @Test func aGentleSlopeIsTakenOut() throws {
    let drawing = try Fixture.load().drawing
    let tilted = drawing.mapPoints { Point(x: $0.x, y: $0.y + 0.04 * $0.x) }
    #expect(distance(frames(drawing), frames(tilted)) < 1e-3)
  }

  @Test func theAirBetweenStrokesIsSeenAsSuch() {
    let wave = (0..<80).map { Point(x: Double($0), y: $0 % 8 < 4 ? 0 : 5) }
    let one = frames(InkDrawing([Stroke(wave)]))
    let two = frames(InkDrawing([Stroke(Array(wave[..<40])), Stroke(Array(wave[41...]))]))
    func lifted(_ frames: PenFrames) -> Int {
      stride(from: 3, to: frames.values.count, by: 4).count { frames.values[$0] == 0 }
    }
    #expect(lifted(one) == 0)
    #expect(lifted(two) > 0)
  }

  @Test(arguments: [1e-9, .nan, .infinity])
  func inkWithoutALinesShapeMakesNone(height: Double) {
    let flat = (0..<2000).map { Point(x: Double($0) * 50, y: $0 % 2 == 0 ? 0 : height) }
    #expect(frames(InkDrawing([Stroke(flat)])).count == 0)
  }

  @Test func withoutInkThereAreNone() {
    #expect(frames(InkDrawing()).count == 0)
    #expect(frames(InkDrawing([Stroke([])])).count == 0)
    #expect(frames(InkDrawing([Stroke([Point(x: 3, y: 4)])])).count == 1)
  }
}
