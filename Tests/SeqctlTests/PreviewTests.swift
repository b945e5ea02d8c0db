import CZlib
import Foundation
import Testing
import Wire

@testable import seqctl

@Suite struct PreviewTests {
  private func line(_ strokes: [[Int]], isComplete: Bool = true) -> JobPreview.Line {
    JobPreview.Line(text: "", isComplete: isComplete, strokes: strokes)
  }

  /// A picture with a bar across it.
  private var bar: Raster {
    var raster = Raster(width: 20, height: 13)
    raster.draw([SIMD2(2, 6.5), SIMD2(18, 6.5)], radius: 1)
    return raster
  }

  // Rows

  @Test func aStrokeThatDoesNotFitBeginsARow() {
    let rows = InkRows([line([[0, 0, 400, 0], [450, 0, 900, 0], [950, 0, 1400, 0]])], width: 10)
    #expect(rows.count == 2)
    #expect(rows.strokes.map(\.row) == [0, 0, 1])
    #expect(rows.strokes[2].points[0].x == 0.5, "the row begins a little before its ink")
  }

  @Test func aWordThatDoesNotFitBeginsARowWhole() {
    // Two words of three letters each; the last letter is over the edge.
    let letters = [0, 110, 220, 450, 560, 670].map { [$0, 0, $0 + 100, 0] }
    let rows = InkRows([line(letters)], width: 7.5)
    #expect(rows.strokes.map(\.row) == [0, 0, 0, 1, 1, 1])
    #expect(abs(rows.strokes[3].points[0].x - 0.5) < 0.01 && abs(rows.strokes[5].points[0].x - 2.7) < 0.01)
  }

  @Test func aLateDotBelongsToTheRowOfItsLetter() {
    let rows = InkRows([line([[0, 0, 900, 0], [950, 0, 1700, 0], [100, -150, 110, -150]])], width: 10)
    #expect(rows.strokes.map(\.row) == [0, 1, 0])
  }

  @Test func aStrokeLongerThanARowGoesOnInTheNext() {
    let long = (0...100).flatMap { [25 * $0, 0] }
    let rows = InkRows([line([long])], width: 10)
    #expect(rows.count == 3)
    #expect(rows.strokes.allSatisfy { stroke in stroke.points.allSatisfy { $0.x <= 10 } })
    #expect(rows.strokes.reduce(0) { $0 + $1.points.count } == 101)
  }

  @Test func whatStillGrowsIsShownRatherThanWhatIsDone() {
    let done = line([[0, 0, 500, 0]])
    let growing = line([[0, 0, 100, 0]], isComplete: false)
    #expect(InkRows([done, done, growing, done], width: 10).visible(room: 2) == 2..<4)
    #expect(InkRows([done, done, done], width: 10).visible(room: 2) == 1..<3)
    #expect(InkRows([done], width: 10).visible(room: 2) == 0..<1)
    #expect(InkRows([growing, done, done, done], width: 10).visible(room: 2) == 0..<2)
  }

  @Test func aShareOfALineIsItsFirstPoints() {
    let rows = InkRows([line([[0, 0, 100, 0], [200, 0, 300, 0]])], share: 0.75, width: 10)
    #expect(rows.strokes.map(\.points.count) == [2, 1])
    #expect(InkRows([line([[0, 0, 100, 0]])], share: 0, width: 10).strokes.isEmpty)
  }

  @Test func numbersThatAreNoInkDoNoHarm() {
    let rows = InkRows([line([[], [7], [Int.max, Int.min, 0, 0]])], width: .nan)
    var raster = Raster(width: 10, height: 10)
    rows.draw(0..<rows.count, on: &raster, xHeight: 5, rowHeight: 10, radius: 1)
    #expect(raster.pixels.count == 100)
    var never = Raster(width: -1, height: 5)
    never.draw([SIMD2(.infinity, 0), SIMD2(.nan, .nan)], radius: 1)
    #expect(never.pixels.isEmpty)
  }

  // Pictures

  @Test func aStrokeIsDarkInTheMiddleAndFadesAtItsEdge() {
    #expect(bar[10, 6] == 255)
    #expect(bar[10, 5] > 0 && bar[10, 5] == bar[10, 7])
    #expect(bar[10, 3] == 0 && bar[0, 6] == 0 && bar[-1, 6] == 0 && bar[20, 6] == 0)
  }

  @Test func brailleHasADotForEachDarkPixel() {
    var raster = Raster(width: 4, height: 8)
    raster.draw([SIMD2(0.5, 0.5)], radius: 0.3)
    raster.draw([SIMD2(3.5, 7.5)], radius: 0.3)
    #expect(Braille.rows(of: raster) == ["\u{2801} ", " \u{2880}"])
    #expect(Braille.rows(of: bar).count == 4 && Braille.rows(of: bar).allSatisfy { $0.count == 10 })
  }

  @Test func sixelsSayWhatTheRasterSays() throws {
    let shown = try Self.sixels(Sixel.text(of: bar))
    for y in 0..<13 {
      for x in 0..<20 { #expect(shown[y][x] == (Int(bar[x, y]) * 4 + 127) / 255, "\(x), \(y)") }
    }
  }

  /// Reads sixels as a terminal does: the number of the colour at each place.
  private static func sixels(_ text: String) throws -> [[Int]] {
    let start = try #require(text.range(of: "q\"1;1;20;13"))
    let end = try #require(text.range(of: "\u{1B}\\"))
    var picture = [[Int]](repeating: Array(repeating: -1, count: 20), count: 18)
    var (x, top, colour) = (0, 0, 0)
    var rest = Array(text[start.upperBound..<end.lowerBound].utf8)[...]
    func number() -> Int {
      var value = 0
      while let digit = rest.first, (48...57).contains(digit) {
        value = 10 * value + Int(digit - 48)
        rest.removeFirst()
      }
      return value
    }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "#"):
        colour = number()
        while rest.first == UInt8(ascii: ";") {
          rest.removeFirst()
          _ = number()
        }
      case UInt8(ascii: "$"): x = 0
      case UInt8(ascii: "-"): (x, top) = (0, top + 6)
      default:
        let count = byte == UInt8(ascii: "!") ? number() : 1
        let dots = try #require(byte == UInt8(ascii: "!") ? rest.popFirst() : byte) - 63
        for _ in 0..<count {
          for y in 0..<6 where dots & (1 << y) != 0 { picture[top + y][x] = colour }
          x += 1
        }
      }
    }
    return picture
  }

  @Test func kittyGetsThePixelsInPieces() throws {
    var raster = Raster(width: 300, height: 200)
    for number in 0..<60 {
      raster.draw([SIMD2(Float(number * 37 % 300), 0), SIMD2(Float(number * 91 % 300), 200)], radius: 1.3)
    }
    let text = KittyPicture.text(of: raster, id: 5)
    let pieces = text.components(separatedBy: "\u{1B}\\").dropLast()
    #expect(pieces.count > 2)
    #expect(pieces.first?.hasPrefix("\u{1B}_Ga=T,i=5,p=1,q=2,C=1,f=24,o=z,s=300,v=200,m=1;") == true)
    #expect(pieces.dropFirst().dropLast().allSatisfy { $0.hasPrefix("\u{1B}_Gm=1;") })
    #expect(pieces.last?.hasPrefix("\u{1B}_Gm=0;") == true)
    let coded = pieces.map { $0.split(separator: ";", maxSplits: 1)[1] }
    #expect(coded.allSatisfy { $0.count <= 4096 } && coded.dropLast().allSatisfy { $0.count % 4 == 0 })
    let packed = [UInt8](try #require(Data(base64Encoded: coded.joined())))
    var length = uLong(3 * 300 * 200)
    var bytes = [UInt8](repeating: 0, count: Int(length))
    #expect(uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK && length == 3 * 300 * 200)
    #expect(stride(from: 0, to: bytes.count, by: 3).allSatisfy { bytes[$0] == 255 - raster.pixels[$0 / 3] })
  }

  // Terminals

  @Test func aTerminalIsTakenAtItsWord() {
    func answer(_ text: String) -> TerminalGraphics.Answer { TerminalGraphics.answer(Array(text.utf8)) }
    #expect(answer("") == .init(graphics: .braille))
    #expect(answer("\u{1B}[?62;22c") == .init(graphics: .braille))
    #expect(answer("\u{1B}[6;17;9t\u{1B}[?62;4;22c") == .init(graphics: .sixel, cell: (9, 17)))
    #expect(answer("\u{1B}_Gi=4211;OK\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;4c") == .init(graphics: .kitty, cell: (10, 20)))
    #expect(answer("\u{1B}_Gi=4211;ENOTSUP:no\u{1B}\\\u{1B}[?64;1c") == .init(graphics: .braille))
    #expect(answer("\u{1B}[6;99999;0t\u{1B}[?4c") == .init(graphics: .braille), "a class of 4 is no feature")
  }

  @Test func namingGraphicsIsAWishToSeeThem() throws {
    #expect(try PreviewChoice(isWanted: false, graphics: nil).isWanted == false)
    let named = try PreviewChoice(isWanted: false, graphics: "sixel")
    #expect(named.isWanted && named.graphics == .sixel)
    #expect(try PreviewChoice(isWanted: true, graphics: "auto").graphics == nil)
    #expect(throws: Failure.self) { try PreviewChoice(isWanted: true, graphics: "ascii") }
  }

  @Test func textIsBrokenAtTheWidthAndCannotSteerTheTerminal() {
    #expect(PreviewScreen.wrapped("abcde\n\nfg\u{1B}[2J", width: 3) == ["abc", "de", "", "fg·", "[2J"])
  }
}
